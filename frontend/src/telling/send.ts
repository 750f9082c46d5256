// Sending: asks whom to seal to, seals, and posts what is sealed. Nothing leaves this module in the clear, and nothing is sent in another way when this
// one fails. Must not know the page.
import { draw, mailbox, name, scope, words } from "./receipt";
import { payload, seal } from "./seal";

// Why it is not sent: too much from here, not kept, not reached, not sealed, no words for a receipt. The page has words under these names.
export type Why = "many" | "kept" | "away" | "seal" | "receipt";
export type Outcome = { words: string[] | null; already: boolean } | { why: Why };

class NotSent extends Error {
  constructor(readonly why: Why) {
    super(why);
  }
}

// What may have arrived already, although no answer came back.
interface Tried {
  answers: string;
  words: string[] | null;
}

const PATIENCE_MS = 30_000;

export class Sender {
  private concern = name();
  private words: string[] | null = null;
  private tried: Tried | null = null;

  constructor(
    private readonly lang: string,
    private readonly list: string,
  ) {}

  async send(answers: Record<string, string>, want: boolean): Promise<Outcome> {
    try {
      return await this.attempt(answers, want);
    } catch (error) {
      return { why: error instanceof NotSent ? error.why : "seal" };
    }
  }

  private async attempt(answers: Record<string, string>, want: boolean): Promise<Outcome> {
    const told = JSON.stringify(answers);
    // The same words again go under the same name, so that they are kept once. Other words are another concern, or they would be lost if the first arrived.
    if (this.tried && this.tried.answers !== told) [this.concern, this.words, this.tried] = [name(), null, null];
    const to = answers["about-worker"] === "yes" ? "managers" : "team";
    const { site, recipient } = await keys(to);
    if (want) this.words ??= await this.receipt();
    const words = want ? this.words : null;
    const headers: Record<string, string> = { "content-type": "application/age-encryption", "idempotency-key": this.concern, "waymark-to": to };
    const box = words ? mailbox(words, scope(site, to)) : undefined;
    if (box) headers["waymark-receipt"] = box;
    const body = await seal(recipient, payload({ site, concern: this.concern, lang: this.lang, mailbox: box, answers }));
    const { tried } = this;
    this.tried ??= { answers: told, words };
    const { status } = await ask("/api/v1/concerns", { method: "POST", headers, body });
    if (status === 201) return { words, already: false };
    // It came before, with the other choice of a receipt: the first one stands.
    if (status === 409 && tried) return { words: tried.words, already: true };
    return { why: status === 429 ? "many" : "kept" };
  }

  private async receipt(): Promise<string[]> {
    const response = await ask(this.list, {});
    try {
      return draw(words(await response.text()));
    } catch {
      throw new NotSent("receipt");
    }
  }
}

async function keys(to: "team" | "managers"): Promise<{ site: string; recipient: string }> {
  const response = await ask("/api/v1/recipient", {});
  const { site, recipients, managers } = response.ok ? await response.json() : { site: "", recipients: [], managers: [] };
  const recipient: unknown = (to === "managers" ? managers : recipients)[0];
  if (typeof site !== "string" || typeof recipient !== "string") throw new NotSent("kept");
  return { site, recipient };
}

// No cookie goes along: what is sealed says nothing of who has taken the course.
async function ask(address: string, options: RequestInit): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await fetch(address, { credentials: "omit", cache: "no-store", signal: stop.signal, ...options });
  } catch {
    throw new NotSent("away");
  } finally {
    clearTimeout(timer);
  }
}
