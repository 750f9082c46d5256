// Sealing in the browser: the payload that crates/casework/src/payload.rs reads, padded, in the age format. Can seal and never open.
import { Encrypter } from "age-encryption";

const LEAST = 1024;

export interface Told {
  site: string;
  concern: string;
  lang: string;
  mailbox?: string; // of the receipt, if one is wanted: under the seal too, so that no other can be put in its place
  answers: Record<string, string>;
}

// Padmé: lengths are rounded, so that the length of what is sealed tells little. The same numbers as crates/seal/src/padded.rs.
export function padded(bytes: number): number {
  if (bytes <= LEAST) return LEAST;
  const exponent = 31 - Math.clz32(bytes);
  const kept = 32 - Math.clz32(exponent);
  const mask = 2 ** (exponent - kept) - 1;
  return Math.floor((bytes + mask) / (mask + 1)) * (mask + 1);
}

export function payload({ site, concern, lang, mailbox, answers }: Told): string {
  return JSON.stringify({ v: 1, kind: "concern", site, concern, message: concern, lang, mailbox, answers });
}

// What is added to a concern that was told before.
export function addition({ site, concern, lang, message, text }: { site: string; concern: string; lang: string; message: string; text: string }): string {
  return JSON.stringify({ v: 1, kind: "addition", site, concern, message, lang, text });
}

// JSON may be followed by spaces, so what is opened by hand can be read as it is.
export async function seal(recipient: string, json: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = new TextEncoder().encode(json);
  const plain = new Uint8Array(padded(text.length)).fill(0x20);
  plain.set(text);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const sealed = new Uint8Array(await encrypter.encrypt(plain));
  plain.fill(0);
  if (!looksSealed(sealed, plain.length)) throw new Error("what came out is not sealed");
  return sealed;
}

// The public half of a key that nobody holds: its private half was thrown away.
const NOBODY = "age14lek3q7qkfwp6mgttfl959wl3yfwehlzcaa5nnahhmu9f3vhw5kslm36l5";

// Whether sealing works in this browser: a known text is sealed, and looked at.
export async function works(): Promise<boolean> {
  try {
    const known = "sealed, and not to be seen";
    const [one, two] = [await seal(NOBODY, known), await seal(NOBODY, known)];
    const texts = [one, two].map((sealed) => new TextDecoder("latin1").decode(sealed));
    return texts.every((text) => !text.includes(known)) && texts[0] !== texts[1];
  } catch {
    return false;
  }
}

// The head of an age file for one X25519 key, a nonce, and one block with its mark: exactly as long as it must be, and not all the same byte.
function looksSealed(sealed: Uint8Array, length: number): boolean {
  const head = /^age-encryption\.org\/v1\n-> X25519 [\w+/]{43}\n[\w+/]{43}\n--- [\w+/]{43}\n/.exec(new TextDecoder("latin1").decode(sealed.subarray(0, 400)));
  if (!head) return false;
  const blocks = Math.ceil(length / 65_536);
  const body = sealed.subarray(head[0].length);
  return body.length === 16 + length + 16 * blocks && new Set(body.subarray(0, 256)).size > 64;
}
