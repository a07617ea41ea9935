import { writeFile } from "node:fs/promises";
import { expect, test } from "./support/fixtures.ts";

test("A conversation is downloaded as Markdown, and everything is imported by somebody else", async ({
  chat,
  openElsewhere,
  user,
}, testInfo) => {
  const { page } = chat;
  await chat.converse("/demo echo Take me along.");
  await chat.page.getByRole("button", { name: "Conversation actions" }).click();
  // A link that saves is followed by the browser itself, without the header by which tests sign in.
  const link = page.getByRole("link", { name: "Download as Markdown" }).filter({ visible: true });
  await expect(link).toHaveAttribute("download");
  const file = await page.request.get((await link.getAttribute("href")) ?? "");
  expect(file.headers()["content-disposition"]).toMatch(/^attachment; filename=".*\.md"/);
  expect(await file.text()).toContain("Take me along.");

  const all = await page.request.get("/api/export");
  const path = testInfo.outputPath("export.json");
  await writeFile(path, await all.body());
  const friend = await openElsewhere({ user: `friend-of-${user}` });
  await friend.open("/import");
  await friend.page.getByLabel("Choose a file").setInputFiles(path);
  await expect(friend.page.getByText("1 conversation is new here.")).toBeVisible();
  await expect(friend.sidebar.getByRole("listitem")).toHaveCount(1);
  await friend.page.getByLabel("Choose a file").setInputFiles(path);
  await expect(
    friend.page.getByText("0 conversations are new here. 1 was here already or empty."),
  ).toBeVisible();

  const noJson = { name: "notes.json", mimeType: "application/json", buffer: Buffer.from("not json") };
  await friend.page.getByLabel("Choose a file").setInputFiles(noJson);
  await expect(friend.page.getByRole("alert")).toContainText("This file is not JSON.");
});
