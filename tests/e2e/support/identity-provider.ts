import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type KoaContextWithOIDC } from "oidc-provider";

export interface IdentityProvider {
  /** Its issuer, such as `http://127.0.0.1:40123`. */
  url: string;
  close(): Promise<void>;
}

interface IdentityProviderOptions {
  /** To listen on. */
  port: number;
  client: { id: string; secret: string; redirectUri: string; afterLogoutUri: string };
}

/** An OpenID provider where whoever names themselves is signed in, and stays so until they sign out. */
export async function startIdentityProvider({
  port,
  client,
}: IdentityProviderOptions): Promise<IdentityProvider> {
  const url = `http://127.0.0.1:${port}`;
  const provider = new Provider(url, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        post_logout_redirect_uris: [client.afterLogoutUri],
      },
    ],
    cookies: { keys: ["a key of the tests"] },
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@example.org`,
        email_verified: true,
        name: id,
        preferred_username: id,
      }),
    }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      // The page of its own asks for fonts of another host.
      rpInitiatedLogout: {
        logoutSource: (ctx, form) => {
          ctx.body = pageOf(
            "Sign out",
            `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>`,
          );
        },
      },
    },
    loadExistingGrant: grantAll,
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void answer(request, response);
    void (request.method === "POST" ? signIn(provider, request, response) : showForm(response));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function showForm(response: ServerResponse): void {
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(
    pageOf(
      "Sign in",
      `<form method="post"><label>Name <input name="login" autofocus></label> <button>Sign in</button></form>`,
    ),
  );
}

function pageOf(title: string, body: string): string {
  return `<!doctype html><title>${title}</title><link rel="icon" href="data:," /><h1>${title}</h1>${body}`;
}

async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const accountId = new URLSearchParams(body).get("login") ?? "";
  await provider.interactionFinished(request, response, { login: { accountId } });
}

/** Nobody is asked what the chat may know of them. */
async function grantAll({ oidc }: KoaContextWithOIDC) {
  const grant = new oidc.provider.Grant({
    accountId: oidc.session?.accountId ?? "",
    clientId: oidc.client?.clientId ?? "",
  });
  grant.addOIDCScope("openid email profile");
  await grant.save();
  return grant;
}
