// The receipt: eight words, and the keys that follow from the first seven. The same as crates/seal/src/receipt.rs, word for word and byte for byte.
// The words are made and read here, and never sent or kept.
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

const SECRET = 7;
const LENGTH = 7_776;
const utf8 = (text: string) => new TextEncoder().encode(text);

// The list of words. One that is not whole gives no receipt.
export function words(text: string): string[] {
  const list = text.split("\n");
  const known = list.slice(0, SECRET);
  if (list.length !== LENGTH || known.join() !== KNOWN.join() || list[check(known)] !== "repose") throw new Error("the list of words is another");
  return list;
}
// The vector of crates/seal/src/receipt.rs: a derivation that has changed would give out words that open nothing.
const KNOWN = ["abacus", "abdomen", "abdominal", "abide", "abiding", "ability", "ablaze"];

export function draw(list: string[]): string[] {
  const secret = Array.from({ length: SECRET }, () => list[evenly()] ?? "");
  return [...secret, list[check(secret)] ?? ""];
}

// What follows from the words: the mailbox's name, the secret that opens what is sealed to it (X25519), and the one that signs (Ed25519).
export interface Keys {
  box: string;
  open: Uint8Array;
  sign: Uint8Array;
}

export type To = "team" | "managers";

// What the keys are derived for: the site, and whom the concern is sealed to.
export const scope = (site: string, to: To) => (to === "managers" ? `${site}\0managers` : site);

export function keys(words: string[], scope: string): Keys {
  const secret = utf8(words.slice(0, SECRET).join(" "));
  const derive = (what: string, length: number) => hkdf(sha256, secret, utf8("waymark-receipt-v1"), utf8(`${scope}\0${what}`), length);
  return { box: base64url(derive("mailbox", 16)), open: derive("x25519", 32), sign: derive("ed25519", 32) };
}

// What the server may know of it: MAILBOX.X25519.ED25519.
export function mailbox(words: string[], scope: string): string {
  const { box, open, sign } = keys(words, scope);
  return [box, base64url(x25519.getPublicKey(open)), base64url(ed25519.getPublicKey(sign))].join(".");
}

// Whether the last of eight words fits the others.
export function fit(words: string[], list: string[]): boolean {
  return words[SECRET] === list[check(words.slice(0, SECRET))];
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// 16 random bytes: the concern's name, and what makes sending twice keep once.
export function name(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}

// 65,536 is not a multiple of the list's length: numbers past the last whole multiple are drawn again.
function evenly(): number {
  for (;;) {
    const number = crypto.getRandomValues(new Uint16Array(1))[0]!;
    if (number < Math.floor(65_536 / LENGTH) * LENGTH) return number % LENGTH;
  }
}

function check(secret: string[]): number {
  const digest = sha256(utf8(`waymark-receipt-check-v1\0${secret.join(" ")}`));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0) % LENGTH;
}
