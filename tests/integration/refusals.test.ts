import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { apiPaths } from "#tests/support/api-build.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";

const chatbot = shareChatbot({ pages: false });
const ada = () => new TestApi(chatbot().url, "ada");

describe("a method that an address does not take", () => {
  const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
  it.each(apiPaths.filter((path) => path !== "/api/*"))(
    "is refused at %s with 405 and what it takes",
    async (path) => {
      const address = path.replace(/:\w+/g, newId());
      const allowed = String((await ada().call("OPTIONS", address)).headers["allow"]).split(", ");
      expect(allowed.every((method) => methods.includes(method))).toBe(true);
      for (const method of methods.filter((name) => !allowed.includes(name))) {
        const answer = await ada().call(method, address);
        expect([method, answer.status, errorOf(answer).code]).toEqual([method, 405, "method_not_allowed"]);
        expect(answer.headers["allow"]).toContain(allowed.join(", "));
      }
    },
  );
});

describe("a method that HTTP or its extensions know, and this server does not", () => {
  it.each(["TRACE", "PROPFIND", "LOCK", "M-SEARCH"])("is refused: %s", async (method) => {
    for (const path of ["/api/models", "/api/nothing", "/"]) {
      const answer = await ada().call(method, path);
      expect([path, answer.status, errorOf(answer).code]).toEqual([path, 405, "method_not_allowed"]);
      expect(answer.headers["allow"]).toContain("GET");
    }
  });
});

describe("an address that is not there", () => {
  it.each([
    "/api/",
    "/api/nothing",
    "/api/conversations/x/y/z",
    "/api/conversations//messages",
    "/api/share",
  ])("is 404 at %s, whatever the method", async (path) => {
    for (const method of ["GET", "POST", "DELETE"]) {
      const answer = await ada().call(method, path);
      expect([method, answer.status, errorOf(answer).code]).toEqual([method, 404, "not_found"]);
    }
  });
});

describe("a body", () => {
  it("that is no JSON object is refused", async () => {
    for (const body of ["{", "nonsense", "null", "[]", '"text"', "7", "{'title':1}"]) {
      const answer = await ada().post("/api/conversations", body);
      expect([body, answer.status, errorOf(answer).code]).toEqual([body, 400, "invalid_request"]);
    }
  });

  it("above 2 MiB is refused with 413, whether or not it says its size", async () => {
    const body = JSON.stringify({ title: "Big", filler: "x".repeat(2 * 1024 * 1024) });
    const streamed = { headers: { "Transfer-Encoding": "chunked" } };
    for (const given of [{}, streamed]) {
      const answer = await ada().post("/api/conversations", body, given);
      expect([answer.status, errorOf(answer).code]).toEqual([413, "payload_too_large"]);
    }
    expect((await ada().listConversations()).items).toEqual([]);
  });
});

describe("every refusal", () => {
  it("bears the security headers and its request id, and nothing of the inside", async () => {
    const answers = await Promise.all([
      ada().get(`/api/conversations/${newId()}`),
      ada().get("/api/conversations?cursor=x"),
      ada().post("/api/conversations", "{"),
      new TestApi(chatbot().url).get("/api/models"),
    ]);
    for (const { headers, text } of answers) {
      expect(headers["x-request-id"]).toMatch(/^[\w-]{36}$/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
      expect(headers["cache-control"]).toBe("private, no-store");
      expect(headers["x-powered-by"]).toBeUndefined();
      expect(text).not.toMatch(/\bat \/|select |node_modules|127\.0\.0\.1/);
    }
  });
});
