import type { BrowserContext, ConsoleMessage } from "@playwright/test";

/**
 * Notes everything that must not happen in any page of a context: script errors, errors in the console (which is
 * where violations of the Content Security Policy end up), dialogs, requests to other hosts, failures of the server.
 */
export class PageMonitor {
  readonly #problems: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(
    context: BrowserContext,
    private readonly origin: string,
  ) {
    context.on("console", (message) => this.#noteConsole(message));
    context.on("weberror", (error) => this.#note(`page error: ${String(error.error())}`));
    context.on("dialog", (dialog) => {
      this.#note(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on("request", (request) => this.#noteForeign(request.url()));
    context.on("response", (response) => {
      if (response.status() >= 500) this.#note(`${response.status()} from ${response.url()}`);
    });
    context.on("page", (page) => page.on("websocket", (socket) => this.#noteForeign(socket.url())));
  }

  /** Declares problems that belong to the test. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** What happened and was not declared. */
  get unexpected(): string[] {
    return this.#problems.filter((problem) => !this.#expected.some((pattern) => pattern.test(problem)));
  }

  #noteConsole(message: ConsoleMessage): void {
    const isBad = message.type() === "error" || /content security policy/i.test(message.text());
    if (isBad) this.#note(`console: ${message.text()} (${message.location().url})`);
  }

  #noteForeign(url: string): void {
    const { protocol, host } = new URL(url);
    const isOwn = host === new URL(this.origin).host || ["data:", "blob:", "about:"].includes(protocol);
    if (!isOwn) this.#note(`foreign request: ${url}`);
  }

  #note(problem: string): void {
    this.#problems.push(problem);
  }
}
