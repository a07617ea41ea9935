import { expect, type Locator, type Page } from "@playwright/test";

/** What a person sees and does in one tab of the chat. */
export class ChatPage {
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly stopButton: Locator;
  readonly answers: Locator;
  readonly questions: Locator;
  readonly messageList: Locator;
  readonly sidebar: Locator;
  readonly banner: Locator;

  constructor(readonly page: Page) {
    this.composer = page.getByRole("textbox", { name: "Message", exact: true });
    this.sendButton = page.locator("main").getByRole("button", { name: "Send", exact: true });
    this.stopButton = page.getByRole("button", { name: "Stop", exact: true });
    this.answers = page.getByRole("article", { name: "Assistant" });
    this.questions = page.getByRole("article", { name: "You" });
    this.messageList = page.getByRole("log", { name: "Messages" });
    this.sidebar = page.getByRole("complementary");
    this.banner = page.getByText("Reconnecting…");
  }

  /** Opens a page and waits until it is alive: the server has greeted its socket. */
  async open(path = "/"): Promise<void> {
    await this.untilAlive(() => this.page.goto(path));
  }

  async reload(): Promise<void> {
    await this.untilAlive(() => this.page.reload());
  }

  /** Does what leads to a page, and waits until that is alive. */
  async untilAlive(load: () => Promise<unknown>): Promise<void> {
    const greeted = new Promise<void>((resolve) => {
      this.page.once("websocket", (socket) => socket.once("framereceived", () => resolve()));
    });
    await load();
    await greeted;
  }

  /** Does what writes to the server, and waits until that has answered: what is shown at once is only hoped for. */
  async afterSaving(write: () => Promise<void>): Promise<void> {
    const saved = this.page.waitForResponse((response) => response.request().method() !== "GET");
    await write();
    await saved;
  }

  async send(content: string): Promise<void> {
    await this.composer.fill(content);
    // Under a finger Enter begins a line.
    const isTouched = await this.page.evaluate(() => matchMedia("(pointer: coarse)").matches);
    if (isTouched) await this.sendButton.tap();
    else await this.composer.press("Enter");
  }

  /** Sends, and waits for the whole answer. @returns the answer */
  async ask(content: string): Promise<Locator> {
    const before = await this.answers.count();
    await this.send(content);
    const answer = this.answers.nth(before);
    await this.expectEnd(answer, "complete");
    return answer;
  }

  /** Starts a conversation by a first message. @returns its id, known as soon as the page has moved there */
  async begin(content: string): Promise<string> {
    await this.open();
    await this.send(content);
    return this.requireConversationId();
  }

  /** A conversation with one whole answer. @returns its id */
  async converse(content: string): Promise<string> {
    const id = await this.begin(content);
    await this.expectEnd(this.answers.first(), "complete");
    return id;
  }

  async requireConversationId(): Promise<string> {
    await expect(this.page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
    return new URL(this.page.url()).pathname.slice("/c/".length);
  }

  async expectEnd(answer: Locator, status: string): Promise<void> {
    await expect(answer).toHaveAttribute("data-status", status, { timeout: 20_000 });
  }

  /** The last answer, when it has begun to grow and is not over yet. */
  async requireGrowing(): Promise<Locator> {
    const answer = this.answers.last();
    await expect(answer.locator(".markdown")).toContainText(/\S+ \S+/);
    await expect(answer).toHaveAttribute("data-status", "streaming");
    return answer;
  }

  async textOf(answer: Locator): Promise<string> {
    return (await answer.locator(".markdown").textContent()) ?? "";
  }

  /** The row of a conversation in the sidebar. */
  row(title: string): Locator {
    return this.sidebar.getByRole("listitem").filter({ has: this.page.getByRole("link", { name: title }) });
  }

  /** Opens the menu of a sidebar row. */
  async openRowMenu(title: string): Promise<void> {
    await this.row(title).hover();
    await this.row(title).getByRole("button", { name: "Actions for" }).click();
  }
}
