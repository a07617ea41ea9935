import { pickFreePort } from "#embedded/postgres/free-ports.ts";
import { type ChatPage } from "./support/chat-page.ts";
import { ChatbotProcess } from "./support/chatbot-process.ts";
import { expect, test as base } from "./support/fixtures.ts";
import { startIdentityProvider } from "./support/identity-provider.ts";
import { nginx, oauth2Proxy, readBlock, readSection, runCommand, runNginx } from "./support/sign-in-proxy.ts";

/** How docs/operations.md puts the proxies before the product. */
type Way = "oauth2-proxy" | "nginx before oauth2-proxy" | "nginx that asks oauth2-proxy";

interface SignIn {
  /** What people open. */
  url: string;
  providerUrl: string;
}

const test = base.extend<{ way: Way; signIn: SignIn }>({
  way: ["oauth2-proxy", { option: true }],

  signIn: [
    async ({ modelUrl, way }, provide) => {
      const chatPort = await pickFreePort();
      const proxyPort = await pickFreePort();
      const providerPort = await pickFreePort();
      const nginxPort = await pickFreePort();
      const isDirect = way === "oauth2-proxy";
      const url = isDirect ? `http://127.0.0.1:${proxyPort}` : `https://127.0.0.1:${nginxPort}`;
      const providerUrl = `http://127.0.0.1:${providerPort}`;
      const places = {
        "0.0.0.0:4180": `127.0.0.1:${proxyPort}`,
        "127.0.0.1:4180": `127.0.0.1:${proxyPort}`,
        "127.0.0.1:3000": `127.0.0.1:${chatPort}`,
        "listen 443": `listen 127.0.0.1:${nginxPort}`,
        "https%3A%2F%2Fsign-in.example.org": encodeURIComponent(providerUrl),
        "https%253A%252F%252Fchat.example.org": encodeURIComponent(encodeURIComponent(url)),
        "https://sign-in.example.org": providerUrl,
        "sign-in.example.org": new URL(providerUrl).host,
        "https://chat.example.org": url,
        "/etc/ssl/chat.example.org": "/etc/ssl/chat.example.org",
        "server_name chat.example.org": "server_name 127.0.0.1",
      };
      const provider = await startIdentityProvider({
        port: providerPort,
        client: {
          id: "chatbot",
          secret: "change-me",
          redirectUri: `${url}/oauth2/callback`,
          afterLogoutUri: `${url}/`,
        },
      });
      const chatbot = await ChatbotProcess.start({
        LLM: JSON.stringify({ url: modelUrl, model: "demo", name: "Demo", provider: "tgi" }),
        LOGOUT_URL: /'(.+)'/.exec(await readBlock("Sign out", "sh", places))?.[1] ?? "",
        PORT: String(chatPort),
        SOCKET_SESSION_SECONDS: "2",
      });
      // Without the path of the service worker the product has to see to it that nobody begins two sign-ins.
      const line = (await readBlock("oauth2-proxy", "sh", places)).replace("|service-worker\\.js", "");
      const command = line.replace("oauth2-proxy", oauth2Proxy ?? "oauth2-proxy");
      const further = isDirect ? "--cookie-secure=false" : await readFlags(way);
      const proxy = await runCommand(`${command} ${further}`, `http://127.0.0.1:${proxyPort}`);
      const before = isDirect ? undefined : await runNginx(await readBlock(way, "nginx", places), url);
      await provide({ url, providerUrl });
      await before?.stop();
      await proxy.stop();
      await chatbot.dispose();
      await provider.close();
    },
    { timeout: 90_000 },
  ],
});

/** What the page says that oauth2-proxy needs beside its command line. */
async function readFlags(way: Way): Promise<string> {
  const section = await readSection(way);
  return [...section.matchAll(/--[a-z-]+(?:=[\d.]+)?/g)].map(([flag]) => flag).join(" ");
}

test.skip(
  oauth2Proxy === undefined && process.env["CI"] !== "true",
  "oauth2-proxy is missing: go install github.com/oauth2-proxy/oauth2-proxy/v7@latest",
);
test.use({
  extraHTTPHeaders: {},
  ignoreHTTPSErrors: true,
  serviceWorkers: "allow",
  baseURL: async ({ signIn }, provide) => provide(signIn.url),
});
test.beforeEach(({ watch, signIn }) =>
  // The provider is another origin.
  watch.expect(new RegExp(`foreign request: ${signIn.providerUrl}/`)),
);

async function signInAs(chat: ChatPage, name: string): Promise<void> {
  await chat.page.getByLabel("Name").fill(name);
  await chat.page.getByRole("button", { name: "Sign in" }).click();
}

test("One signs in, chats, signs out at both, and another person comes in", async ({ chat }) => {
  await chat.untilAlive(async () => {
    await chat.page.goto("/");
    await signInAs(chat, "ada");
  });
  await chat.ask("/demo echo only for ada");
  await expect(chat.sidebar.getByRole("button", { name: "Account: ada" })).toBeVisible();

  await chat.sidebar.getByRole("button", { name: "Account: ada" }).click();
  await chat.page.getByRole("link", { name: "Sign out" }).click();
  await chat.page.getByRole("button", { name: "Yes, sign me out" }).click();
  await signInAs(chat, "bob");
  await expect(chat.sidebar.getByRole("button", { name: "Account: bob" })).toBeVisible();
  await expect(chat.page.getByText("only for ada")).toHaveCount(0);
});

test("A session that ends under an open page is said, nothing is lost, and one goes on where one was", async ({
  chat,
  context,
  watch,
}) => {
  // The framework logs that an answer of the proxy is none of the product's.
  watch.expect(/WebSocket|401|Failed to load resource|SyntaxError/);
  await chat.untilAlive(async () => {
    await chat.page.goto("/");
    await signInAs(chat, "carol");
  });
  await chat.ask("/demo echo before the end");
  const address = `/c/${await chat.requireConversationId()}`;
  await chat.page.evaluate(() => navigator.serviceWorker.ready);
  await chat.composer.fill("a draft");
  await context.clearCookies();

  // The socket is closed to be opened on the session again, which there is no more.
  await expect(chat.page.getByText("You have been signed out.")).toBeVisible();
  await expect(chat.composer).toHaveValue("a draft");
  await chat.page.getByRole("link", { name: "New chat" }).first().click();
  await expect(chat.page.getByRole("heading", { name: "You have been signed out" })).toBeVisible();
  await expect(chat.sidebar.getByRole("link", { name: /before the end/ })).toBeVisible();
  await chat.page.goBack();
  await chat.page.getByRole("link", { name: "Sign in again" }).first().click();
  await expect(chat.page.getByLabel("Name")).toBeVisible();
  // A browser looks for a newer service worker a moment after each page.
  await chat.page.waitForTimeout(3_000);
  await chat.untilAlive(() => signInAs(chat, "carol"));
  await expect(chat.page).toHaveURL(address);
  await expect(chat.answers.first()).toContainText("before the end");
  await chat.ask("/demo echo after it");
});

test("A page that is left open is signed in again from another tab, and is its new person's", async ({
  chat,
  context,
  openTab,
  watch,
}) => {
  watch.expect(/WebSocket|401|Failed to load resource/);
  await chat.untilAlive(async () => {
    await chat.page.goto("/");
    await signInAs(chat, "dan");
  });
  await chat.ask("/demo echo a word of dan");
  await context.clearCookies();
  await expect(chat.page.getByText("You have been signed out.")).toBeVisible();
  await chat.composer.fill("/demo echo sent by dan");
  await chat.composer.press("Enter");

  const other = await openTab();
  await other.untilAlive(async () => {
    await other.page.goto("/");
    await signInAs(other, "eve");
  });
  const reloaded = chat.page.waitForEvent("load");
  await chat.page.bringToFront();
  await reloaded;
  await expect(chat.sidebar.getByRole("button", { name: "Account: eve" })).toBeVisible();
  await expect(chat.page.getByText(/of dan|by dan/)).toHaveCount(0);
  await expect(other.sidebar.getByText(/dan/)).toHaveCount(0);
});

for (const way of ["nginx before oauth2-proxy", "nginx that asks oauth2-proxy"] as const) {
  test.describe(way, () => {
    test.use({ way });
    test.skip(nginx === undefined && process.env["CI"] !== "true", "nginx is missing: apt-get install nginx");

    test(`One signs in, chats, and is told of the end of the session, with ${way}`, async ({
      chat,
      context,
      watch,
    }) => {
      watch.expect(/WebSocket|401|Failed to load resource|SSL/);
      await chat.untilAlive(async () => {
        await chat.page.goto("/");
        await signInAs(chat, "ada");
      });
      await chat.ask("/demo echo through nginx");
      await context.clearCookies();
      await expect(chat.page.getByText("You have been signed out.")).toBeVisible();
      await chat.page.getByRole("link", { name: "Sign in again" }).click();
      await chat.untilAlive(() => signInAs(chat, "ada"));
      await expect(chat.answers.first()).toContainText("through nginx");
    });
  });
}
