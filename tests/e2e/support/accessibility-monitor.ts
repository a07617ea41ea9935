import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

type Violations = Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"];

/** As it stands in a page. */
interface Axe {
  run(context: Document | Element, options: object): Promise<{ violations: Violations }>;
}

type Media = Parameters<Page["emulateMedia"]>[0];

/** What a system may ask for beside light colours; it changes colours only. */
const appearances: Readonly<Record<string, Media>> = {
  dark: { colorScheme: "dark" },
  "more contrast": { contrast: "more" },
  "more contrast, dark": { contrast: "more", colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
};
const usual: Media = { colorScheme: "light", contrast: "no-preference", forcedColors: "none" };

/** Notes what axe finds in each state that a page is led through, so that one walk tells of all. */
export class AccessibilityMonitor {
  readonly found: string[] = [];

  constructor(
    private readonly page: Page,
    /** Whether the colours are also looked at as the system may ask for them. */
    private readonly checksColours: boolean,
  ) {}

  /**
   * All rules of axe, those of WCAG 2.2 AA that are off by default too, and that nothing sticks out at the side.
   * Where a page is meant to break one, `without` names it.
   */
  async look(state: string, without: readonly string[] = []): Promise<void> {
    const rules = Object.fromEntries([
      ["target-size", { enabled: true }],
      ...without.map((id) => [id, { enabled: false }] as const),
    ]);
    // The frame of a diagram has its own origin and holds a picture only.
    const axe = new AxeBuilder({ page: this.page }).options({ rules }).setLegacyMode();
    this.#note(state, (await axe.analyze()).violations);
    const excess = await this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    if (excess > 0) this.found.push(`${state}: sticks out by ${excess} px`);
    if (this.checksColours) await this.#checkColours(state);
  }

  async #checkColours(state: string): Promise<void> {
    for (const [name, media] of Object.entries(appearances)) {
      await this.page.emulateMedia({ ...usual, ...media });
      // The first look has put axe into the page.
      const violations = await this.page.evaluate(async () => {
        for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
        const { axe } = window as unknown as { axe: Axe };
        const only = { runOnly: { type: "rule", values: ["color-contrast"] } };
        // What is behind them was looked at before they opened.
        const inFront = document.querySelector("dialog:modal, .menu:popover-open, .toast");
        return (await axe.run(inFront ?? document, only)).violations;
      });
      this.#note(`${state}, ${name}`, violations);
    }
    await this.page.emulateMedia(usual);
  }

  #note(state: string, violations: Violations): void {
    for (const { id, help, nodes } of violations) {
      for (const { html, failureSummary = "" } of nodes) {
        this.found.push(`${state}: ${id} (${help})\n${html.slice(0, 300)}\n${failureSummary}`);
      }
    }
  }
}
