import { describe, expect, it } from "vitest";
import { decodeEntities } from "./entities.ts";

describe("character references", () => {
  it("become their characters", () => {
    expect(decodeEntities("&lt;b&gt; &amp; &copy;&nbsp;&#8364;&#x20ac; &rarr;")).toBe("<b> & ©\u00a0€€ →");
  });

  it("are decoded once", () => {
    expect(decodeEntities("&amp;lt;")).toBe("&lt;");
  });

  it("stay as written when they are unknown or unfinished", () => {
    expect(decodeEntities("AT&T &bogus; &lt &; &constructor; &#; a&b=c")).toBe(
      "AT&T &bogus; &lt &; &constructor; &#; a&b=c",
    );
  });

  it("become the replacement character when they name no character", () => {
    expect(decodeEntities("&#0;&#xD800;&#x110000;")).toBe("\ufffd\ufffd\ufffd");
  });
});
