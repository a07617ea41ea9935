import { describe, expect, it } from "vitest";
import { createOpenApiDocument } from "#app/protocol/openapi/document.ts";
import { createChance, type Chance } from "#tests/durability/support/chance.ts";
import { isFullProof } from "#tests/support/proof-size.ts";
import { shareChatbot, startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";

const calls = isFullProof ? 10_000 : 600;
const callers = 20;
const secret = "only-for-ada";

const chatbot = shareChatbot({ pages: false });

type Paths = { paths: Record<string, Record<string, unknown>> };

/** Every operation of the API, as method and path with its parameters in braces. */
function listOperations(): [string, string][] {
  const { paths } = createOpenApiDocument("0") as Paths;
  const methods = ["get", "post", "put", "patch", "delete"];
  return Object.entries(paths).flatMap(([path, operations]) =>
    methods
      .filter((method) => method in operations)
      .map((method): [string, string] => [method.toUpperCase(), path]),
  );
}

/** Two conversations full of the secret. */
async function writeSecrets(api: TestApi): Promise<string[]> {
  const ids: string[] = [];
  for (const title of ["First", "Second"]) {
    const { id } = await api.createConversation({ title: `${title} ${secret}` });
    const turn = await api.ask(id, `Question ${secret}`);
    ids.push(id, turn.userMessage.id, turn.assistantMessage.id);
  }
  return ids;
}

/** All that is kept for the person, as text. */
async function snapshot(api: TestApi, ids: readonly string[]): Promise<string> {
  const { items } = await api.listConversations();
  const talks = items
    .filter(({ id }) => ids.includes(id))
    .sort((one, other) => one.id.localeCompare(other.id));
  const messages = await Promise.all(talks.map(({ id }) => api.listMessages(id)));
  return JSON.stringify({ talks, messages });
}

function bodyWith(chance: Chance, ids: readonly string[]): object | undefined {
  const id = chance.pick(ids);
  const body = chance.pick([
    null,
    {},
    { title: "taken" },
    { pinned: true },
    { content: "taken" },
    { content: "taken", parentId: id },
    { content: "taken", id },
    { messageId: id },
    { feedback: "down" },
    { feedback: { rating: "down" } },
    { id, title: "taken" },
    { conversationId: id },
    { activeMessageId: id },
  ]);
  return body ?? undefined;
}

describe("a person who knows the ids of somebody else", { timeout: 600_000 }, () => {
  it("gets nothing of theirs and changes nothing of theirs, by any call on any server", async () => {
    const onPrimary = await startChatbot({
      pages: false,
      standby: false,
      database: chatbot().database,
      model: chatbot().model,
    });
    const urls = [chatbot().url, onPrimary.url];
    const ada = new TestApi(chatbot().url, "ada");
    const adasIds = await writeSecrets(ada);
    const before = await snapshot(ada, adasIds);
    const chance = createChance("isolation");
    // Deleting all that is one's own would leave the rest nothing to be tried on; it has tests of its own.
    const operations = listOperations().filter(([, path]) => path !== "/api/userdata");
    const eveOf = new Map(urls.map((url) => [url, new TestApi(url, "eve")]));
    const own = await new TestApi(chatbot().url, "eve").createConversation({ title: "Own" });
    const leaks: string[] = [];
    const succeeded = new Set<string>();

    const callAtRandom = async () => {
      const [method, template] = chance.pick(operations);
      const isForeign = chance.below(4) > 0;
      const path = template.replace(/\{\w+\}/g, () =>
        chance.pick(isForeign ? adasIds : [...adasIds, own.id]),
      );
      const query = chance.pick([
        "",
        "",
        `?q=${secret}`,
        `?before=${chance.pick(adasIds)}`,
        `?leaf=${chance.pick(adasIds)}`,
      ]);
      const body = method === "GET" ? undefined : bodyWith(chance, adasIds);
      const answer = await eveOf.get(chance.pick(urls))?.call(method, `${path}${query}`, { body });
      if (!answer) throw new Error("there is no server to call");
      const said = `${method} ${path}${query} ${JSON.stringify(body)}: ${answer.status} ${answer.text.slice(0, 300)}`;
      // What was searched for may be repeated in a refusal.
      if (answer.status < 400 && answer.text.includes(secret)) leaks.push(said);
      if (answer.status >= 500) leaks.push(said);
      // A deletion of what is not there is no failure; that all is still there is seen below.
      if (template.includes("{") && isForeign && method !== "DELETE" && answer.status < 400)
        succeeded.add(said);
    };
    const call = async () => {
      for (let count = 0; count < calls / callers; count += 1) await callAtRandom();
    };
    await Promise.all(Array.from({ length: callers }, call));

    expect(leaks).toEqual([]);
    expect([...succeeded]).toEqual([]);
    expect(await snapshot(ada, adasIds)).toBe(before);
  });
});
