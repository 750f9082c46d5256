// Passkeys: asks the browser for one, and sends what comes of it to the desk, which checks it. No words of its own but those in the page. What a passkey
// gives out to unlock with is as secret as a passphrase: it goes into the one request, and into nothing that is kept.

interface Asked {
  challenge: string;
  host: string;
  input: string;
  /** To use one. */
  allow?: string[];
  /** To make one. */
  site?: string;
  name?: string;
  handle?: string;
  algorithms?: number[];
  exclude?: string[];
}
interface Told {
  to?: string;
  wrong?: string;
  name?: string | null;
  /** The desk has not taken the passkey that was made just now. */
  unknown?: boolean;
  /** A page was answered, and not what was asked for: with this status. */
  page?: number;
}
type Fields = Record<string, string>;

/** Starts it on a page that has the place for it. */
export function passkey(): void {
  const place = document.querySelector<HTMLElement>("[data-passkey]");
  const button = place?.querySelector("button");
  const said = document.querySelector<HTMLElement>("[data-passkey-said]");
  if (!place || !button || !said || !("PublicKeyCredential" in window)) return;
  const say = (words = "") => {
    said.textContent = words;
    said.hidden = !words;
  };
  for (const without of document.querySelectorAll<HTMLElement>("[data-passkey-without]")) without.hidden = true;
  if (place.dataset.origin !== location.origin) return say(place.dataset.elsewhere);
  place.hidden = false;
  let busy = false;
  // Says something, and waits for one more press, of a button that is called otherwise meanwhile.
  const press = async (words?: string, name = "") => {
    const before = button.textContent;
    say(words);
    button.textContent = name;
    button.disabled = false;
    await new Promise((pressed) => button.addEventListener("click", pressed, { once: true }));
    say();
    button.textContent = before;
    button.disabled = true;
  };
  button.addEventListener("click", async () => {
    if (busy) return;
    say();
    busy = button.disabled = true;
    try {
      const told = place.dataset.passkey === "add" ? await add(place, press) : await use(place.dataset.passkey ?? "");
      if (told.to) return location.assign(told.to);
      // 401 and 403: the session has ended, or its token is another's. Else the desk itself is in trouble, and no browser or passkey.
      const ended = told.page === 401 || told.page === 403 ? place.dataset.ended : undefined;
      say(told.wrong ?? ended ?? (told.page ? place.dataset.amiss : place.dataset.failed));
      goOn(told.name);
    } catch (error) {
      say(wordsFor(error, place.dataset));
    }
    busy = button.disabled = false;
  });
}

function wordsFor(error: unknown, words: DOMStringMap): string | undefined {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") return words.left;
  return (name === "InvalidStateError" && words.there) || words.failed;
}

/** Whoever is known by a passkey that does not unlock goes on with the passphrase. */
function goOn(name?: string | null): void {
  const [account, passphrase] = ["name", "passphrase"].map((id) => document.querySelector<HTMLInputElement>(`#${id}`));
  if (!name || !account || !passphrase) return;
  account.value = name;
  passphrase.focus();
}

async function use(at: string): Promise<Told> {
  const asked = (await post("/sign-in/passkey/challenge", { at })) as Asked & Told;
  if (!asked.challenge) return asked;
  const made = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(asked.challenge),
      rpId: asked.host,
      allowCredentials: named(asked.allow),
      userVerification: "required",
      // After the passphrase nothing is left to unlock.
      ...(at === "sign-in" && { extensions: prf(asked.input) }),
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error();
  const response = made.response as AuthenticatorAssertionResponse;
  const fields = {
    credential: made.id,
    client: text(response.clientDataJSON),
    data: text(response.authenticatorData),
    signature: text(response.signature),
    user: response.userHandle ? text(response.userHandle) : "",
    given: given(made),
    to: document.querySelector<HTMLInputElement>("input[name=to]")?.value ?? "",
  };
  return post(at === "sign-in" ? "/sign-in/passkey" : "/sign-in/next/passkey", fields);
}

async function add(place: HTMLElement, press: (words?: string, name?: string) => Promise<void>): Promise<Told> {
  const asked = JSON.parse(place.dataset.asked ?? "") as Asked;
  const name = asked.name ?? "";
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(asked.challenge),
      rp: { id: asked.host, name: asked.site ?? "" },
      user: { id: bytes(asked.handle ?? ""), name, displayName: name },
      pubKeyCredParams: (asked.algorithms ?? []).map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: named(asked.exclude),
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      attestation: "none",
      extensions: prf(asked.input),
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error();
  const response = made.response as AuthenticatorAttestationResponse;
  // Many give out something only when they are used, and not yet when they are made.
  let some = given(made);
  if (!some && made.getClientExtensionResults().prf?.enabled) {
    some = await tried(asked, made.id);
    // Whoever has sent the second question away would have a passkey that cannot unlock, and could not mend that here.
    if (!some) some = await press(place.dataset.again, place.dataset.try).then(() => tried(asked, made.id));
  }
  const fields = { token: place.dataset.token ?? "", client: text(response.clientDataJSON), attestation: text(response.attestationObject), given: some };
  const told = await post("/account/passkeys", fields);
  // The device holds one that the desk has not taken.
  if (told.unknown || told.page) forget(asked.host, made.id);
  return told;
}

/**
 * Tells the browser that the desk does not know a passkey, where it takes that: it is not offered any more. **Only of one that was made just now**: one that is
 * used and not known may be good again tomorrow, when a database is back that somebody has restored an older copy of, or started another in place of.
 */
function forget(rpId: string, credentialId: string): void {
  type Tidy = { signalUnknownCredential?: (which: { rpId: string; credentialId: string }) => Promise<void> };
  (PublicKeyCredential as Tidy).signalUnknownCredential?.({ rpId, credentialId }).catch(() => {});
}

/** What a passkey gives out that was just made: asked by this page alone, so it makes up the challenge itself. Nothing, if it is not used again. */
async function tried(asked: Asked, id: string): Promise<string> {
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const options = { challenge, rpId: asked.host, allowCredentials: named([id]), userVerification: "required" as const, extensions: prf(asked.input) };
  const used = await navigator.credentials.get({ publicKey: options }).catch(() => null);
  return used instanceof PublicKeyCredential ? given(used) : "";
}

function prf(input: string): AuthenticationExtensionsClientInputs {
  return { prf: { eval: { first: bytes(input) } } };
}

function given(made: PublicKeyCredential): string {
  const first = made.getClientExtensionResults().prf?.results?.first;
  return first ? text(first) : "";
}

const named = (ids: string[] = []) => ids.map((id) => ({ type: "public-key" as const, id: bytes(id) }));

async function post(to: string, fields: Fields): Promise<Told & Partial<Asked>> {
  const answer = await fetch(to, { method: "POST", body: new URLSearchParams(fields), redirect: "error" });
  if (!answer.headers.get("content-type")?.includes("json")) return { page: answer.status };
  return answer.json();
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}

function text(some: BufferSource): string {
  const all = some instanceof ArrayBuffer ? new Uint8Array(some) : new Uint8Array(some.buffer, some.byteOffset, some.byteLength);
  return btoa(String.fromCharCode(...all)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
