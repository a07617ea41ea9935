import { readFile } from "node:fs/promises";
import { expect, test } from "./support/fixtures.ts";
import { importConversation } from "./support/import-conversation.ts";

const diagram = "```mermaid\ngraph TD\n  A[Start] --> B{Choice}\n  B --> C[End]\n```";

test("Math is set, in a line and on its own, and TeX that is none stays as it is", async ({ chat, page }) => {
  const { id } = await importConversation(page.request, {
    messages: [
      { role: "user", content: "Euler?" },
      {
        role: "assistant",
        content:
          "It is $e^{i\\pi}+1=0$, for \\$5.\n\n$$\n\\int_0^1 x^2\\,dx\n$$\n\nNot TeX: $\\undefined{$ here.",
      },
    ],
  });
  await chat.open(`/c/${id}`);
  await expect(chat.answers.locator("math")).toHaveCount(2);
  await expect(chat.answers.locator("math").last()).toHaveAttribute("display", "block");
  await expect(chat.answers.locator(".md-math code")).toHaveText("\\undefined{");
});

test("A footnote leads from its mark to its note and back", async ({ chat, page }) => {
  const { id } = await importConversation(page.request, {
    messages: [
      { role: "user", content: "Sources?" },
      { role: "assistant", content: "A claim[^1].\n\n[^1]: The source." },
    ],
  });
  await chat.open(`/c/${id}`);
  await chat.answers.getByRole("link", { name: "Footnote 1", exact: true }).click();
  await expect(chat.answers.locator(".md-footnote")).toBeFocused();
  await chat.answers.getByRole("link", { name: "Back to the text" }).click();
  await expect(chat.answers.getByRole("link", { name: "Footnote 1", exact: true })).toBeFocused();
  expect(new URL(page.url()).hash).toBe("");
});

test("A diagram is drawn in a frame of its own when that is asked for, and its code comes back", async ({
  chat,
  page,
}) => {
  const { id } = await importConversation(page.request, {
    messages: [
      { role: "user", content: "Draw" },
      { role: "assistant", content: `${diagram}\n\n\`\`\`mermaid\nno such diagram\n\`\`\`` },
    ],
  });
  await chat.open(`/c/${id}`);
  await chat.answers.getByRole("button", { name: "Show diagram" }).first().click();
  const frame = page.frameLocator('iframe[title="Diagram"]');
  await expect(frame.locator("svg")).toContainText("Choice", { timeout: 20_000 });
  const element = page.locator('iframe[title="Diagram"]');
  await expect(element).toHaveAttribute("sandbox", "allow-scripts");
  await expect.poll(async () => Number(await element.getAttribute("height"))).toBeGreaterThan(200);
  await chat.answers.getByRole("button", { name: "Show code" }).click();
  await expect(element).toHaveCount(0);

  await chat.answers.getByRole("button", { name: "Show diagram" }).last().click();
  await expect(chat.answers.getByRole("alert")).toContainText("could not be drawn", { timeout: 20_000 });
});

test("Code can be copied, wrapped and downloaded under a name that fits", async ({ chat, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const code = "def f(a):\n    return a  # *";
  const { id } = await importConversation(page.request, {
    messages: [
      { role: "user", content: "Code?" },
      { role: "assistant", content: `Here:\n\n\`\`\`python\n${code}\n\`\`\`` },
    ],
  });
  await chat.open(`/c/${id}`);
  const block = chat.answers.locator("figure");
  await block.getByRole("button", { name: "Copy" }).click();
  await expect(block.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await block.getByRole("button", { name: "Wrap" }).click();
  await expect(block.locator("code")).toHaveCSS("white-space-collapse", "preserve");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    block.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("code.py");
  expect(await readFile(await download.path(), "utf8")).toBe(code);
});

test("An answer is copied as Markdown and as plain text, and tells when it was written", async ({
  chat,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const markdown = "# Title\n\n- **one**\n- [two](https://example.org/)";
  const { id } = await importConversation(page.request, {
    messages: [
      { role: "user", content: "List?" },
      { role: "assistant", content: markdown },
    ],
  });
  await chat.open(`/c/${id}`);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await chat.answers.getByRole("button", { name: "Copy", exact: true }).click();
  await expect.poll(clipboard).toBe(markdown);
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return (await item?.getType("text/html"))?.text();
  });
  expect(copied).toContain("<h1>Title</h1>");
  expect(copied).toContain('<a href="https://example.org/">two</a>');
  await chat.answers.getByRole("button", { name: "Copy as plain text" }).click();
  await expect.poll(clipboard).toBe("Title\n\n• one\n• two (https://example.org/)");
  await expect(chat.answers.locator("time")).toHaveAttribute("datetime", "2026-01-01T00:00:01.000Z");
});

test("The tools of a message are in the page while it is pointed at or focused", async ({ chat, page }) => {
  const messages = Array.from({ length: 6 }, (_, index) => ({
    role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
    content: `Message ${index}`,
  }));
  const { id } = await importConversation(page.request, { messages });
  await chat.open(`/c/${id}`);
  const first = chat.answers.first();
  await expect(first.getByRole("button")).toHaveCount(0);
  await first.hover();
  await expect(first.getByRole("button", { name: "Copy", exact: true })).toBeVisible();
  await chat.composer.hover();
  await expect(first.getByRole("button")).toHaveCount(0);
  await chat.composer.focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(chat.answers.last()).toBeFocused();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press("k");
  await expect(first).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(first.getByRole("button", { name: "Copy", exact: true })).toBeFocused();
});

test("What is selected in an answer holds no words of buttons, and stays selected while words come", async ({
  chat,
  page,
}) => {
  const { id } = await importConversation(page.request, {
    messages: [
      { role: "user", content: "Code?" },
      { role: "assistant", content: "Before\n\n```js\nf()\n```\n\nAfter" },
    ],
  });
  await chat.open(`/c/${id}`);
  await expect(chat.answers.getByRole("button", { name: "Wrap" })).toBeVisible();
  const selected = await chat.answers.locator(".markdown").evaluate((element) => {
    getSelection()?.selectAllChildren(element);
    return getSelection()?.toString();
  });
  expect(selected).toContain("f()");
  expect(selected).not.toMatch(/Wrap|Copy|Download/);

  await chat.composer.fill(`/demo echo First words ${"and more of them ".repeat(60)}`);
  await page.keyboard.press("Enter");
  const growing = chat.answers.last().locator(".markdown p").first();
  await expect(growing).toContainText("First words and more");
  const length = await growing.evaluate((element) => {
    getSelection()?.setBaseAndExtent(element.firstChild!, 0, element.firstChild!, 11);
    return element.textContent.length;
  });
  await expect.poll(async () => (await growing.textContent())?.length).toBeGreaterThan(length + 100);
  expect(await page.evaluate(() => getSelection()?.toString())).toBe("First words");
});

test("A conversation is printed whole, with wrapped code and nothing that can be pressed", async ({
  chat,
  page,
}) => {
  const messages = Array.from({ length: 20 }, (_, index) => ({
    role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
    content: `Message ${index}\n\n\`\`\`\n${"long line of code ".repeat(20)}\n\`\`\`\n\n${"Words of the answer. ".repeat(60)}`,
  }));
  const { id } = await importConversation(page.request, { messages });
  await chat.open(`/c/${id}`);
  await page.emulateMedia({ media: "print" });
  const rows = page.locator(".message-row");
  await expect(rows).toHaveCount(20);
  const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
  const pageHeight = await page.evaluate(() => document.body.scrollHeight);
  expect(pageHeight).toBeGreaterThan(heights.reduce((sum, height) => sum + height, 0) - 10);
  await expect(page.locator("button:visible, textarea:visible, nav:visible")).toHaveCount(0);
  const code = page.locator(".answer pre").first();
  expect(await code.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(5);
});
