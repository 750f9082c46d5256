// Stands in the bundle for ways to seal that Waymark never uses: passphrases (scrypt), hardware keys (P-256) and post-quantum keys. The npm package
// `age-encryption` brings them all, and they would be more than half of what a phone has to fetch. build.mjs puts this in their place; whoever calls
// one of them gets an error, which the page tells like any other: not sealed, not sent.
function never(): never {
  throw new Error("this way of sealing is not in this bundle");
}

export const scrypt = never;
export const p256 = { Point: { fromBytes: never } };
export const MLKEM768X25519 = { encapsulate: never, keygen: never };
export const MLKEM768P256 = { encapsulate: never };
