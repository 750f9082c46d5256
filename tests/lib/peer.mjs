// An identity provider: panva's oidc-provider on loopback, with pages of the test's own that take any name (the library's ask other hosts for fonts).
// Must not know the desk's pages.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

export const SECRET = "hush, hush: & that";

const PAGE = `<!doctype html><html lang="en"><title>Sample Council</title><link rel="icon" href="data:,"><h1>Who are you?</h1>
<form method="post"><label>Name <input name="login"></label> <button name="go" value="in">Sign in</button> <button name="go" value="off">Cancel</button></form></html>`;

// Gives { issuer, serve, stop, again }. It listens at once, and answers once `serve` has said where the desk is, which wants the issuer to start. Until then
// whoever asks waits: the desk looks for it as it starts, and a refusal then would have it say for some seconds that there is none.
export async function peer() {
  let begin;
  const begun = new Promise((done) => (begin = done));
  let answer = async (request, response) => (await begun)(request, response);
  const server = createServer((request, response) => answer(request, response));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}`;
  return {
    issuer,
    serve(desk) {
      answer = answering(new Provider(issuer, settings(desk)));
      begin(answer);
    },
    // Whoever keeps a connection open does not hold it up.
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
    // The same place again, after `stop`.
    again: () => new Promise((done) => server.listen(port, "127.0.0.1", done)),
  };
}

function settings(desk) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const desks = {
    client_id: "waymark",
    client_secret: SECRET,
    redirect_uris: [`${desk}/sign-in/sso/back`],
    response_types: ["code"],
    grant_types: ["authorization_code"],
    id_token_signed_response_alg: "ES256",
  };
  return {
    clients: [desks],
    cookies: { keys: ["only for this test"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", kid: "one" }] },
    // Who may use the desk was decided when it was registered: nobody is asked.
    async loadExistingGrant(context) {
      const { client, provider, session } = context.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
  };
}

function answering(provider) {
  const others = provider.callback();
  return async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return others(request, response);
    if (request.method !== "POST") return response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    let text = "";
    for await (const part of request) text += part;
    const told = new URLSearchParams(text);
    const broken = { error: "access_denied", error_description: "broken off" };
    return provider.interactionFinished(request, response, told.get("go") === "off" ? broken : { login: { accountId: told.get("login") } });
  };
}
