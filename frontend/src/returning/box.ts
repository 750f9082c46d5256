// A receipt's mailbox: asked for by signing a challenge, opened here, added to. Neither the words nor a key that follows from them leaves this module:
// what is sent are names, signatures, and what is sealed. Must not know the page.
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Keys, type To, base64url, keys, name, scope } from "../telling/receipt";
import { addition, seal } from "../telling/seal";
import { type Reply, type Signer, open } from "./open";

// Why it did not go: nothing is kept under the words, too many tries, no answer, not kept, not sealed. The page has words under these names.
export type Why = "unknown" | "many" | "away" | "kept" | "seal";

class Failed extends Error {
  constructor(readonly why: Why) {
    super(why);
  }
}

interface Asked {
  to: To;
  keys: Keys;
}

const PATIENCE_MS = 30_000;

export class Box {
  private tried: { text: string; message: string } | null = null;

  private constructor(
    readonly state: string,
    readonly replies: Reply[],
    readonly notShown: number,
    private readonly asked: Asked,
    private readonly site: string,
    private readonly concern: string,
    private readonly recipient: string,
  ) {}

  // Asks for the two mailboxes that the words can mean, in one question: nobody sees from it which one it is, or if it is any.
  static open(words: string[]): Promise<Box | Why> {
    return why(async () => {
      const { site, recipients, managers, signers } = await json("/api/v1/recipient");
      const { challenge } = await json("/api/v1/challenge");
      const all: Asked[] = (["team", "managers"] as const).map((to) => ({ to, keys: keys(words, scope(site, to)) }));
      const mailboxes = all.map(({ keys }) => ({ mailbox: keys.box, signature: sign(keys, ["read", site, keys.box, challenge]) }));
      const headers = { "content-type": "application/json" };
      const { opened } = await json("/api/v1/replies", { method: "POST", headers, body: JSON.stringify({ challenge, mailboxes }) });
      const found = opened[0];
      const asked = all.find(({ keys }) => keys.box === found?.mailbox);
      if (!found || !asked) throw new Failed(found ? "away" : "unknown");
      const { concern, state } = found;
      const shown = await Promise.all(
        found.replies.map(({ id, sealed }: { id: string; sealed: string }) =>
          open(sealed, asked.keys, asked.to, { site, concern, message: id }, signers as Signer[]),
        ),
      );
      const replies = shown.filter((reply): reply is Reply => reply !== null).sort((a, b) => a.at - b.at);
      const recipient = (asked.to === "managers" ? managers : recipients)[0];
      return new Box(state, replies, shown.length - replies.length, asked, site, concern, recipient);
    });
  }

  // Seals and sends. The same words again go under the same name, so that they are kept once.
  add(text: string, lang: string): Promise<true | Why> {
    return why(async () => {
      if (this.tried?.text !== text) this.tried = { text, message: name() };
      const { message } = this.tried;
      const { site, concern, asked } = this;
      const body = await seal(this.recipient, addition({ site, concern, lang, message, text }));
      const { challenge } = await json("/api/v1/challenge");
      const { box } = asked.keys;
      const headers = {
        "content-type": "application/age-encryption",
        "idempotency-key": message,
        "waymark-to": asked.to,
        "waymark-mailbox": box,
        "waymark-challenge": challenge,
        "waymark-signature": sign(asked.keys, ["add", site, box, challenge, message, base64url(sha256(body))]),
      };
      const { status } = await ask("/api/v1/additions", { method: "POST", headers, body });
      if (status !== 201) throw new Failed(status === 429 ? "many" : "kept");
      this.tried = null;
      return true as const;
    });
  }
}

function sign(keys: Keys, parts: string[]): string {
  return base64url(ed25519.sign(new TextEncoder().encode(["waymark-challenge-v1", ...parts].join("\0")), keys.sign));
}

async function why<T>(act: () => Promise<T>): Promise<T | Why> {
  try {
    return await act();
  } catch (error) {
    return error instanceof Failed ? error.why : "seal";
  }
}

async function json(address: string, options: RequestInit = {}): Promise<any> {
  const response = await ask(address, options);
  if (!response.ok) throw new Failed(response.status === 429 ? "many" : "away");
  try {
    return await response.json();
  } catch {
    throw new Failed("away");
  }
}

// No cookie goes along.
export async function ask(address: string, options: RequestInit = {}): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await fetch(address, { credentials: "omit", cache: "no-store", signal: stop.signal, ...options });
  } catch {
    throw new Failed("away");
  } finally {
    clearTimeout(timer);
  }
}
