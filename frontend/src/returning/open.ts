// Opening the team's answers in the browser: sealed to the receipt's key, and shown only if the team has signed them for just that place. The same as
// crates/seal/src/reply.rs. Whoever can write to the database can seal something to a receipt; they cannot sign it. Must not know the page.
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { bech32 } from "@scure/base";
import { Decrypter } from "age-encryption";
import type { Keys, To } from "../telling/receipt";
import { seal } from "../telling/seal";

export interface Signer {
  key: string;
  for: To;
  verify: string;
}

export interface Place {
  site: string;
  concern: string;
  message: string;
}

export interface Reply {
  at: number; // seconds since 1970, UTC
  text: string;
}

const LONGEST = 20_000;
const LARGEST = 256 * 1024;
const utf8 = (text: string) => new TextEncoder().encode(text);

// What the team wrote, or nothing: for what does not open, and for what is not theirs.
export async function open(sealed: string, keys: Keys, to: To, place: Place, signers: Signer[]): Promise<Reply | null> {
  try {
    const { v, signed, key, signature } = JSON.parse(await unseal(bytes(sealed), keys.open));
    const signer = signers.find((one) => one.key === key && one.for === to);
    if (v !== 1 || !signer || typeof signed !== "string") return null;
    const good = ed25519.verify(bytes(signature), utf8(`waymark-reply-v1\0${signed}`), bytes(signer.verify), { zip215: false });
    return good ? read(JSON.parse(signed), place) : null;
  } catch {
    return null;
  }
}

function read(reply: Record<string, unknown>, { site, concern, message }: Place): Reply | null {
  const here = reply.v === 1 && reply.kind === "reply" && reply.site === site && reply.concern === concern && reply.message === message;
  const { at, text } = reply;
  if (!here || typeof at !== "number" || typeof text !== "string" || [...text].length > LONGEST) return null;
  return { at, text };
}

async function unseal(sealed: Uint8Array, secret: Uint8Array): Promise<string> {
  if (sealed.length > LARGEST) throw new Error("too large");
  const decrypter = new Decrypter();
  decrypter.addIdentity(bech32.encodeFromBytes("AGE-SECRET-KEY-", secret).toUpperCase());
  return decrypter.decrypt(sealed, "text");
}

function bytes(text: unknown): Uint8Array {
  if (typeof text !== "string") throw new Error("no text");
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

// Whether opening and signing work in this browser: a known text is sealed to a new key, opened, signed, and the signature looked at.
export async function works(): Promise<boolean> {
  try {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const known = "sealed, and opened again";
    const sealed = await seal(bech32.encodeFromBytes("age", x25519.getPublicKey(secret)), known);
    const signature = ed25519.sign(utf8(known), secret);
    const signed = (text: string) => ed25519.verify(signature, utf8(text), ed25519.getPublicKey(secret), { zip215: false });
    return (await unseal(sealed, secret)).trim() === known && signed(known) && !signed(`${known}.`);
  } catch {
    return false;
  }
}
