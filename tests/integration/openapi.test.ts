import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { createOpenApiDocument } from "#app/protocol/openapi/document.ts";
import { apiPaths } from "#tests/support/api-build.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";

const chatbot = shareChatbot({ pages: false });

interface ObjectSchema {
  properties: Record<string, unknown>;
  required: string[];
}

type Document = Record<string, unknown> & {
  info: { version: string };
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, ObjectSchema> };
};

async function fetchDocument(): Promise<Document> {
  const answer = await new TestApi(chatbot().url).get("/api/openapi.json");
  expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
  return answer.json as Document;
}

describe("GET /api/openapi.json", () => {
  it("is a valid OpenAPI 3.1 document", async () => {
    const document = await fetchDocument();
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
    expect(document.info.version).toBe("0.0.0-test");
    expect(document).toEqual(createOpenApiDocument("0.0.0-test"));
  });

  it("holds every address of the API with exactly the methods that it takes", async () => {
    const { paths } = await fetchDocument();
    const served = apiPaths.filter((path) => path !== "/api/*");
    const ada = new TestApi(chatbot().url, "ada");
    const taken = await Promise.all(
      served.map(async (path) => {
        const { headers } = await ada.call("OPTIONS", path.replace(/:\w+/, "x"));
        return [path.replace(/:(\w+)/g, "{$1}"), String(headers["allow"]).toLowerCase().split(", ").sort()];
      }),
    );
    const described = Object.entries(paths).map(([path, item]) => [
      path,
      Object.keys(item)
        .filter((key) => key !== "parameters")
        .sort(),
    ]);
    // The door of `api.memory-bot`, at the address of a page.
    const door = ["/", ["post"]];
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries([...taken, door]));
  });

  it("names the fields that the server answers with", async () => {
    const { schemas } = (await fetchDocument()).components;
    const ada = new TestApi(chatbot().url, "ada");
    const { id } = await ada.createConversation({ title: "Talk" });
    const turn = await ada.ask(id, "Hello");
    const bodies: [string, object | undefined][] = [
      ["Turn", turn],
      ["Message", turn.userMessage],
      ["Message", turn.assistantMessage],
      ["Conversation", await ada.findConversation(id)],
      ["ConversationPage", await ada.listConversations()],
      ["MessagePage", await ada.listMessages(id)],
      ["User", (await ada.get("/api/userinfo")).json as object],
      ["Readiness", (await ada.get("/api/readyz")).json as object],
      ["Model", ((await ada.get("/api/models")).json as object[])[0]],
      ["Error", (await ada.get("/api/nothing")).json as object],
    ];
    for (const [name, body = {}] of bodies) {
      const { properties, required } = schemas[name]!;
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(body)));
      expect(Object.keys(body)).toEqual(expect.arrayContaining(required));
    }
  });
});
