// An identity provider: panva's oidc-provider, on loopback, whose own pages take any name and any password. Must not know the desk's pages.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

export const SECRET = "hush, hush: & that";

// Gives { issuer, serve, stop }. It listens at once, and answers once `serve` has said where the desk is, which wants the issuer to start.
export async function peer() {
  let answer = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}`;
  return {
    issuer,
    serve(desk) {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: "waymark",
            client_secret: SECRET,
            redirect_uris: [`${desk}/sign-in/sso/back`],
            response_types: ["code"],
            grant_types: ["authorization_code"],
            id_token_signed_response_alg: "ES256",
          },
        ],
        cookies: { keys: ["only for this test"] },
        jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", kid: "one" }] },
        pkce: { required: () => true },
      });
      answer = provider.callback();
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
