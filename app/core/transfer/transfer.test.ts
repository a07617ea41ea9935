import { describe, expect, it } from "vitest";
import { alternate, type TreeNode } from "./alternate.ts";
import { attachment } from "./file-name.ts";
import { parentsFirst } from "./tree-order.ts";

describe("the name of a download", () => {
  it("keeps the title in its script and leaves out what file systems or readers trip over", () => {
    const names: [string, string][] = [
      ["Plants", `attachment; filename="Plants.md"; filename*=UTF-8''Plants.md`],
      ['../a\\b:"c"\r\nd%0A', `attachment; filename="a b c d 0A.md"; filename*=UTF-8''a%20b%20c%20d%200A.md`],
      [
        "植物 (1)'s",
        `attachment; filename="__ (1)'s.md"; filename*=UTF-8''%E6%A4%8D%E7%89%A9%20%281%29%27s.md`,
      ],
      ["\u202etxt.exe", `attachment; filename="txt.exe.md"; filename*=UTF-8''txt.exe.md`],
      ["...", `attachment; filename="conversation.md"; filename*=UTF-8''conversation.md`],
    ];
    for (const [title, header] of names) expect(attachment(title, "md")).toBe(header);
    expect(attachment("👩‍🚀".repeat(500), "md").length).toBeLessThan(2_000);
  });
});

describe("a tree", () => {
  it("comes in an order in which parents are first, without what hangs on nothing or in a circle", () => {
    const nodes = [
      { id: "c", parent: "b" },
      { id: "a", parent: null },
      { id: "x", parent: "y" },
      { id: "y", parent: "x" },
      { id: "b", parent: "a" },
      { id: "z", parent: "lost" },
    ];
    const ordered = parentsFirst(nodes, { idOf: ({ id }) => id, parentOf: ({ parent }) => parent });
    expect(ordered.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("alternates questions and answers once neighbours of one role are joined", () => {
    const node = (id: string, parentId: string | null, role: TreeNode["role"]): TreeNode => ({
      id,
      parentId,
      role,
      content: id.toUpperCase(),
    });
    const joined = alternate([
      node("q", null, "user"),
      node("a", "q", "assistant"),
      node("b", "a", "assistant"),
      node("r", "a", "user"),
      node("c", "b", "assistant"),
      node("s", "c", "user"),
    ]);
    expect(joined.map(({ id, parentId, content }) => [id, parentId, content])).toEqual([
      ["q", null, "Q"],
      ["a", "q", "A"],
      ["r", "a", "R"],
      ["c", "q", "A\n\nB\n\nC"],
      ["s", "c", "S"],
    ]);
  });
});
