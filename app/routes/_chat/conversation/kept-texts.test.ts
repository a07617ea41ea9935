import { describe, expect, it } from "vitest";
import { createKeptTexts, eraseKeptTexts } from "./kept-texts.ts";

/** As a browser's storage, with room for so many characters. */
function createStorage(room = Infinity) {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index: number) => [...values.keys()][index] ?? null,
    getItem: (key: string) => values.get(key) ?? null,
    setItem(key: string, value: string) {
      const others = [...values].filter(([name]) => name !== key);
      const used = others.reduce((sum, [, other]) => sum + other.length, value.length);
      if (used > room) throw new DOMException("full", "QuotaExceededError");
      values.set(key, value);
    },
    removeItem: (key: string) => void values.delete(key),
  };
}

describe("kept texts", () => {
  it("are each person's own, by name, until they are empty", () => {
    const storage = createStorage();
    const ada = createKeptTexts(storage, "ada", () => 1);
    ada.keep("new", "a thought");
    expect(ada.load("new")).toBe("a thought");
    expect(createKeptTexts(storage, "bob", () => 1).load("new")).toBe("");
    ada.keep("new", "");
    expect(storage.length).toBe(0);
  });

  it("give way to newer ones, the oldest first", () => {
    let at = 0;
    const storage = createStorage();
    const texts = createKeptTexts(storage, "ada", () => (at += 1));
    for (let index = 0; index < 103; index += 1) texts.keep(`c${index}`, "text");
    expect(storage.length).toBe(100);
    expect(texts.load("c2")).toBe("");
    expect(texts.load("c3")).toBe("text");
  });

  it("make room for what is written now when the browser has none left", () => {
    let at = 0;
    const texts = createKeptTexts(createStorage(6_000), "ada", () => (at += 1));
    for (let index = 0; index < 60; index += 1) texts.keep(`c${index}`, "x".repeat(70));
    texts.keep("now", "y".repeat(700));
    expect(texts.load("now")).toBe("y".repeat(700));
    expect(texts.load("c59")).toHaveLength(70);
  });

  it("are erased for everybody at sign-out, and for others when somebody else signs in", () => {
    const storage = createStorage();
    storage.setItem("theme", "dark");
    for (const person of ["ada", "bob"]) createKeptTexts(storage, person, () => 1).keep("new", "text");
    eraseKeptTexts(storage, "bob");
    expect(createKeptTexts(storage, "ada", () => 1).load("new")).toBe("");
    expect(createKeptTexts(storage, "bob", () => 1).load("new")).toBe("text");
    eraseKeptTexts(storage);
    expect(storage.length).toBe(1);
  });
});
