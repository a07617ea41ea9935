import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/database-cluster.ts";
import { hasPgBouncer, startPgBouncer } from "#tests/support/pgbouncer.ts";
import { startOwnCluster } from "#tests/support/own-cluster.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

async function openDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database;
}

async function administer(url: string, text: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  for (const statement of text.split(";").filter((part) => part.trim() !== "")) await sql.unsafe(statement);
  await sql.end({ timeout: 1 });
}

function changed(
  url: string,
  change: Partial<Record<"username" | "password" | "pathname" | "host" | "search", string>>,
) {
  return Object.assign(new URL(url), change).href;
}

/** What the program says when it cannot start. */
async function refusalOf(env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ["build/main.js"], {
    cwd: projectRoot,
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: "0",
      LLM: "http://127.0.0.1:9",
      DEFAULT_USER_ID: "",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: Buffer[] = [];
  child.stderr.on("data", (data: Buffer) => said.push(data));
  const [code] = await once(child, "close");
  expect(code).toBe(1);
  return Buffer.concat(said).toString();
}

async function startOn(
  database: Pick<TestDatabase, "primaryUrl" | "standbyUrl">,
  env: Record<string, string> = {},
) {
  const model = await startScriptedModel();
  onTestFinished(() => model.close());
  return spawnChatbot({ database, modelUrl: model.url, env });
}

/** The two texts below the heading "Roles" of the operator's page. */
function readRoleSql(): [string, string] {
  const page = readFileSync(`${projectRoot}docs/operations.md`, "utf8");
  const [, section = ""] = page.split("### Roles");
  const [asSuperuser, asOwner] = [...section.matchAll(/```sql\n(.*?)```/gs)].map(([, text]) => text);
  if (!asSuperuser || !asOwner) throw new Error("The operator's page holds no SQL for the roles.");
  return [asSuperuser.replace(/database chatbot\b/g, "database roles"), asOwner];
}

describe("the program's start", { timeout: 120_000 }, () => {
  it("works as the role that owns nothing, and tells it what lacks before the migration", async () => {
    const { database } = await startOwnCluster();
    const [asSuperuser, asOwner] = readRoleSql();
    await administer(database.primaryUrl, asSuperuser);
    const as = (url: string, username: string, password: string) =>
      changed(url, { username, password, pathname: "/roles" });
    const ownerUrl = as(database.primaryUrl, "chatbot_owner", "change-me");
    const primaryUrl = as(database.primaryUrl, "chatbot_app", "change-me-too");
    const standbyUrl = as(database.standbyUrl, "chatbot_app", "change-me-too");
    await administer(ownerUrl, asOwner);
    const before = await refusalOf({ POSTGRES_PRIMARY_URL: primaryUrl });
    expect(before).toMatch(
      /POSTGRES_PRIMARY_URL: its role must not apply the migrations that are pending \(0000_/,
    );
    expect(before).toContain("npm run db:migrate");

    const owners = await startOn({ primaryUrl: ownerUrl, standbyUrl });
    owners.kill("SIGTERM");
    expect(await owners.exited).toBe(0);
    for (let start = 0; start < 2; start += 1) {
      const chatbot = await startOn({ primaryUrl, standbyUrl });
      const api = new TestApi(chatbot.url, "ada");
      const { id } = await api.createConversation({ title: "Least privilege" });
      expect((await api.ask(id, "Hello")).assistantMessage.status).toBe("complete");
      await api.delete(`/api/conversations/${id}`);
      chatbot.kill("SIGTERM");
      expect(await chatbot.exited).toBe(0);
      // As on databases that were set up before the page gave the right to read the journal.
      await administer(ownerUrl, "revoke usage on schema drizzle from chatbot_app");
    }
    await administer(ownerUrl, "revoke insert on messages from chatbot_app");
    const refusal = await refusalOf({ POSTGRES_PRIMARY_URL: primaryUrl });
    expect(refusal).toMatch(
      /the role "chatbot_app" lacks rights: insert on messages\..*grant select, insert/,
    );
    await administer(ownerUrl, "alter table shares drop column title");
    expect(await refusalOf({ POSTGRES_PRIMARY_URL: primaryUrl })).toMatch(
      /lacks what this version needs \(shares\.title\)/,
    );
  });

  it.skipIf(!hasPgBouncer)(
    "works again and again through PgBouncer, with and without a direct address",
    async () => {
      const direct = await openDatabase();
      const primaryUrl = await startPgBouncer(direct.primaryUrl);
      for (const listenUrl of [direct.primaryUrl, direct.primaryUrl, "", ""]) {
        const chatbot = await startOn(
          { primaryUrl, standbyUrl: direct.standbyUrl },
          listenUrl === "" ? {} : { POSTGRES_LISTEN_URL: listenUrl },
        );
        chatbot.kill("SIGTERM");
        expect(await chatbot.exited).toBe(0);
      }
    },
  );

  it.skipIf(!hasPgBouncer)("migrates through PgBouncer, start after start, and leaves no lock", async () => {
    const direct = await openDatabase();
    const primaryUrl = await startPgBouncer(direct.primaryUrl);
    for (let start = 0; start < 3; start += 1) {
      await administer(
        direct.primaryUrl,
        "drop schema if exists public cascade; drop schema if exists drizzle cascade; create schema public",
      );
      const chatbot = await startOn({ primaryUrl, standbyUrl: "" });
      chatbot.kill("SIGTERM");
      expect(await chatbot.exited).toBe(0);
    }
  });

  it("names variable, cause and remedy", async () => {
    const { primaryUrl, standbyUrl } = await openDatabase();
    const unused = await unusedHost();
    const latin = changed(primaryUrl, { pathname: "/latin" });
    await administer(primaryUrl, "create database latin encoding 'LATIN1' locale 'C' template template0");
    onTestFinished(() => administer(primaryUrl, "drop database latin with (force)"));
    const cases: [string, RegExp][] = [
      [changed(primaryUrl, { username: "nobody_here" }), /role "nobody_here"/],
      [changed(primaryUrl, { pathname: "/not%20there" }), /there is no database "not there"\. Create it/],
      [
        changed(primaryUrl, { host: "no-such-host.invalid:5432" }),
        /no-such-host\.invalid:5432.*(not known|looked up)/,
      ],
      [changed(primaryUrl, { host: unused }), /nothing listens at 127\.0\.0\.1:\d+\. Start PostgreSQL/],
      [`${primaryUrl}?sslmode=require`, /speaks no TLS, which sslmode asks for\. Set ssl = on/],
      [`${primaryUrl}?sslmode=verify-full&sslrootcert=/not/there.pem`, /sslrootcert names \/not\/there\.pem/],
      [
        `${primaryUrl}?options=-c%20search_path%3Dchat,pg_catalog`,
        /leads to the schema "(chat|pg_catalog)".*search_path/,
      ],
      [standbyUrl, /leads to a standby, which takes no writes\. Name the primary/],
      [latin, /database "latin" in the encoding LATIN1.*Create one in UTF8/],
    ];
    for (const [url, reason] of cases) {
      const refusal = await refusalOf({ POSTGRES_PRIMARY_URL: url });
      expect(refusal).toMatch(/Chatbot cannot start\.\nPOSTGRES_PRIMARY_URL: /);
      expect(refusal).toMatch(reason);
      expect(refusal).not.toContain(new URL(primaryUrl).password);
    }
  });

  it("names a wrong password", async () => {
    const { database } = await startOwnCluster();
    const wrong = changed(database.primaryUrl, { password: "s3cret" });
    const refusal = await refusalOf({ POSTGRES_PRIMARY_URL: wrong });
    expect(refusal).toMatch(
      /POSTGRES_PRIMARY_URL: the password of the role "\w+" is wrong\. Correct it in the URL/,
    );
    expect(refusal).not.toContain("s3cret");
  });

  it("takes a database whose name has a space, by IPv6 and with a pool of two", async () => {
    const { primaryUrl } = await openDatabase();
    await administer(primaryUrl, 'create database "chat bot" template chatbot_template');
    onTestFinished(() => administer(primaryUrl, 'drop database "chat bot" with (force)'));
    const url = changed(primaryUrl, { pathname: "/chat%20bot", search: "?max=2" });
    const chatbot = await startOn({ primaryUrl: url, standbyUrl: "" });
    const api = new TestApi(chatbot.url, "ada");
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => api.createConversation({ title: `${index}` })),
    );
    const sql = postgres(primaryUrl, { max: 1 });
    const [row] = await sql`
      select count(*)::int as count from pg_stat_activity where datname = 'chat bot' and application_name = 'chatbot'`;
    await sql.end();
    // The pool, and the connection that looks at the server.
    expect(row).toEqual({ count: 3 });
  });
});

async function unusedHost(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return `127.0.0.1:${typeof address === "object" ? (address?.port ?? 1) : 1}`;
}
