import { describe, expect, it } from "vitest";
import { createContext, formOf } from "./page/page-samples.ts";
import { action } from "./theme.ts";

async function choose(fields: Record<string, string>): Promise<Response> {
  const request = new Request("http://chat.test/theme", { method: "POST", body: formOf(fields) });
  const answer: unknown = await action({ request, params: {}, context: createContext() });
  if (!(answer instanceof Response)) throw new Error("not a redirect");
  return answer;
}

describe("choosing a theme without script", () => {
  it("keeps it in a cookie and goes back to the page", async () => {
    const response = await choose({ theme: "dark", returnTo: "/c/1" });
    expect(response.headers.get("Set-Cookie")).toMatch(/^theme=dark; Path=\/;/);
    expect(response.headers.get("Location")).toBe("/c/1");
  });

  it("never leads to another site", async () => {
    for (const returnTo of ["https://evil.test/", "//evil.test", "/\\evil.test", ""]) {
      expect((await choose({ theme: "dark", returnTo })).headers.get("Location")).toBe("/");
    }
  });

  it("refuses a theme that does not exist", async () => {
    await expect(choose({ theme: "purple", returnTo: "/" })).rejects.toMatchObject({ init: { status: 400 } });
  });
});
