import { parse } from "dotenv";
import { InvalidValue } from "./config-error.ts";

const assignment = /^(?:export\s+)?[\w.-]+(?:\s*=|:\s)\s*(.*)$/s;

/**
 * Reads the text of a .env file. dotenv passes over what it does not understand; here that is an error,
 * because a setting that is silently missing is worse.
 * @throws InvalidValue that names the line and none of its text
 */
export function parseEnvFile(text: string): Record<string, string> {
  const lines = text.split(/\r\n?|\n/);
  for (let index = 0; index < lines.length; index = requireEntryEnd(lines, index) + 1);
  return parse(text);
}

/** The last line of the entry that begins at `start`: quoted values may go over several lines. */
function requireEntryEnd(lines: readonly string[], start: number): number {
  const line = lines[start]?.trim() ?? "";
  if (line === "" || line.startsWith("#")) return start;
  const value = assignment.exec(line)?.[1];
  if (value === undefined) throw new InvalidValue(`line ${start + 1} is neither KEY=value nor a comment`);
  const quote = /^['"`]/.exec(value)?.[0];
  if (quote === undefined || isClosed(value.slice(1), quote)) return start;
  const end = lines.findIndex((later, index) => index > start && isClosed(later, quote));
  if (end === -1) throw new InvalidValue(`line ${start + 1} opens a quote (${quote}) that is never closed`);
  return end;
}

function isClosed(text: string, quote: string): boolean {
  return text.replaceAll(`\\${quote}`, "").includes(quote);
}
