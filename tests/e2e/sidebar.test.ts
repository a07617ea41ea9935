import { expect, test } from "./support/fixtures.ts";

test("The list goes on as one scrolls down, and each conversation stands there once", async ({
  chat,
  request,
}) => {
  for (let number = 1; number <= 120; number += 1) {
    await request.post("/api/conversations", { data: { title: `number ${number} of many` } });
  }
  await chat.open();
  const rows = chat.sidebar.getByRole("link", { name: /^number \d+ of many$/ });
  await expect(async () => {
    await rows.last().scrollIntoViewIfNeeded();
    await expect(rows).toHaveCount(120, { timeout: 500 });
  }).toPass();
  const titles = await rows.allTextContents();
  expect(new Set(titles).size).toBe(120);
});

test("Several conversations are chosen, pinned, downloaded and deleted at once, and brought back", async ({
  chat,
  request,
}) => {
  for (const title of ["apple", "pear", "plum"])
    await request.post("/api/conversations", { data: { title } });
  await chat.open();
  const { page, sidebar } = chat;
  const choose = async (...titles: string[]) => {
    await sidebar.getByRole("button", { name: "Select several" }).click();
    for (const title of titles) await sidebar.getByRole("checkbox", { name: title }).check();
    await expect(sidebar.getByRole("status")).toHaveText(`${titles.length} selected`);
  };
  await choose("apple", "plum");
  await chat.afterSaving(() => sidebar.getByRole("button", { name: "Pin the selected" }).click());
  const pinned = sidebar.getByRole("region", { name: "Pinned" });
  await expect(pinned.getByRole("link")).toHaveCount(2);

  await choose("apple", "pear");
  const href = await sidebar.getByRole("link", { name: "Download the selected" }).getAttribute("href");
  const file = (await (await request.get(href ?? "")).json()) as { conversations: { title: string }[] };
  expect(file.conversations.map(({ title }) => title).sort()).toEqual(["apple", "pear"]);
  await sidebar.getByRole("button", { name: "Delete the selected" }).click();
  await expect(chat.row("apple")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(chat.row("apple")).toBeVisible();
  await expect(chat.row("pear")).toBeVisible();

  await choose("apple", "pear");
  await sidebar.getByRole("button", { name: "Delete the selected" }).click();
  await expect(async () => {
    const { items } = (await (await request.get("/api/conversations")).json()) as {
      items: { title: string }[];
    };
    expect(items.map(({ title }) => title)).toEqual(["plum"]);
  }).toPass();
});

test("An answer that came while one was elsewhere is marked until it is seen", async ({ chat, request }) => {
  const made = await request.post("/api/conversations", { data: { title: "far away" } });
  const { id } = (await made.json()) as { id: string };
  await chat.open();
  await request.post(`/api/conversations/${id}/messages`, { data: { content: "/demo echo Here." } });
  const mark = chat.row("far away").getByRole("img", { name: "New answer" });
  await expect(mark).toBeVisible();
  await chat.reload();
  await expect(mark).toBeVisible();
  await chat.row("far away").getByRole("link").click();
  await expect(chat.answers).toHaveCount(1);
  await expect(mark).toHaveCount(0);
  await chat.reload();
  await expect(chat.row("far away")).toBeVisible();
  await expect(mark).toHaveCount(0);
});

test("A title is suggested by the model", async ({ chat, request }) => {
  const made = await request.post("/api/conversations", { data: { title: "plain name" } });
  const { id } = (await made.json()) as { id: string };
  await request.post(`/api/conversations/${id}/messages`, {
    data: { content: "/demo echo About penguins." },
  });
  await chat.open(`/c/${id}`);
  await chat.openRowMenu("plain name");
  await chat.page.getByRole("button", { name: "Suggest a title" }).filter({ visible: true }).click();
  await expect(chat.row("plain name")).toHaveCount(0);
  await expect(chat.page.getByRole("heading", { level: 1 })).not.toHaveText("plain name");
});
