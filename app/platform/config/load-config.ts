import { readFileSync } from "node:fs";
import path from "node:path";
import { parseConfig, parseMigrationUrl, type Config } from "./config.ts";
import { ConfigError, InvalidValue } from "./config-error.ts";
import { parseEnvFile } from "./env-file.ts";

/**
 * Reads `.env` in the project root and the process's environment, which wins. `dataDir` comes out absolute, seen from the root.
 * @throws ConfigError
 */
export function loadConfig(
  projectRoot: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const config = parseConfig(withEnvFile(readEnvFile(path.join(projectRoot, ".env")), environment));
  // The driver would follow it on both servers, of which one is never what it asks for.
  if (environment === process.env) delete process.env["PGTARGETSESSIONATTRS"];
  return { ...config, dataDir: path.resolve(projectRoot, config.dataDir) };
}

/**
 * The address for drizzle-kit, which leads to the primary itself; `undefined` where none is given. Nothing else has to be
 * right for it.
 * @throws ConfigError
 */
export function readMigrationUrl(
  projectRoot: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const file = readEnvFile(path.join(projectRoot, ".env"));
  return parseMigrationUrl(withEnvFile(file, environment));
}

/** Names compare without case, because `llm__url` in the file and `LLM__URL` outside are the same key. */
function withEnvFile(
  file: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const outside = new Set(Object.keys(environment).map((name) => name.toUpperCase()));
  const added = Object.entries(file).filter(([name]) => !outside.has(name.toUpperCase()));
  return { ...Object.fromEntries(added), ...environment };
}

function readEnvFile(file: string): Record<string, string> {
  try {
    return parseEnvFile(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file)));
  } catch (error) {
    if (isMissingFile(error)) return {};
    throw new ConfigError([{ variable: file, reason: describeFault(error), example: "PORT=3000" }]);
  }
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function describeFault(error: unknown): string {
  if (error instanceof InvalidValue) return error.message;
  if (error instanceof TypeError) return "is not UTF-8 text";
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return `cannot be read${code}; make it a readable file or remove it`;
}
