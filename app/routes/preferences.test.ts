import { describe, expect, it } from "vitest";
import { createContext, formOf } from "./page/page-samples.ts";
import { action } from "./preferences.ts";

async function choose(fields: Record<string, string>): Promise<Response> {
  const request = new Request("http://chat.test/preferences", { method: "POST", body: formOf(fields) });
  const answer: unknown = await action({ request, params: {}, context: createContext() });
  if (!(answer instanceof Response)) throw new Error("not a redirect");
  return answer;
}

describe("choosing preferences without script", () => {
  it("keeps them in cookies and goes back to the page", async () => {
    const response = await choose({ theme: "dark", language: "ar", returnTo: "/c/1" });
    const cookies = response.headers.getSetCookie();
    expect(cookies[0]).toMatch(/^theme=dark; Path=\/;/);
    expect(cookies[1]).toMatch(/^language=ar; Path=\/;/);
    expect(cookies).toHaveLength(2);
    expect(response.headers.get("Location")).toBe("/c/1");
  });

  it("forgets the language when it is left to the browser", async () => {
    const response = await choose({ language: "", returnTo: "/settings" });
    expect(response.headers.get("Set-Cookie")).toContain("Max-Age=0");
  });

  it("never leads to another site", async () => {
    for (const returnTo of ["https://evil.test/", "//evil.test", "/\\evil.test", ""]) {
      expect((await choose({ theme: "dark", returnTo })).headers.get("Location")).toBe("/");
    }
  });

  it.each([{ theme: "purple" }, { language: "tlh" }, { density: "" }])("refuses %o", async (fields) => {
    await expect(choose({ ...fields, returnTo: "/" })).rejects.toMatchObject({ init: { status: 400 } });
  });
});
