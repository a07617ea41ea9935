import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { findChromium } from "../../scripts/find-chromium.mjs";

/** The newest of the versions that run on the oldest Node that the product runs on. */
const lighthouse = "lighthouse@12.8.2";

const resultSchema = z.object({
  categories: z.record(z.string(), z.object({ title: z.string(), score: z.number().nullable() })),
});

export interface LighthouseFigures {
  page: string;
  /** By the title of the category, 0 to 100. */
  scores: Readonly<Record<string, number>>;
}

interface Target {
  page: string;
  url: string;
  user: string;
  /** Audits that the page fails on purpose. */
  without?: string;
}

/**
 * Judges pages one after the other. Lighthouse comes from npm's own cache, or over the network when it is first used:
 * it would make three quarters of the installation's size as a dependency.
 *
 * @throws Error where it cannot be had, or does not end
 */
export async function measureLighthouse(targets: readonly Target[]): Promise<LighthouseFigures[]> {
  const figures: LighthouseFigures[] = [];
  for (const target of targets) figures.push({ page: target.page, scores: await judge(target) });
  return figures;
}

async function judge({ url, user, without }: Target): Promise<Record<string, number>> {
  const { stdout } = await promisify(execFile)(
    "npm",
    [
      ...["exec", "--yes", `--package=${lighthouse}`, "--", "lighthouse", url, "--quiet", "--preset=desktop"],
      "--only-categories=accessibility,best-practices,seo",
      ...["--throttling-method=provided", "--output=json", "--output-path=stdout"],
      ...(without === undefined ? [] : [`--skip-audits=${without}`]),
      `--extra-headers=${JSON.stringify({ "X-Forwarded-User": user })}`,
      "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ],
    { env: { ...process.env, CHROME_PATH: await findChromium() }, maxBuffer: 64 * 2 ** 20, timeout: 300_000 },
  );
  const { categories } = resultSchema.parse(JSON.parse(stdout));
  return Object.fromEntries(
    Object.values(categories).map(({ title, score }) => [title, Math.round((score ?? 0) * 100)]),
  );
}
