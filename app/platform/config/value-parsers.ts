import { isIP } from "node:net";
import { findAddressRange } from "#app/core/identity/address-ranges.ts";
import { InvalidValue } from "./config-error.ts";

const logLevels = {
  trace: "trace",
  debug: "debug",
  info: "info",
  warn: "warn",
  warning: "warn",
  error: "error",
  critical: "fatal",
  fatal: "fatal",
  silent: "silent",
} as const;

/** The levels of pino. */
export type LogLevel = (typeof logLevels)[keyof typeof logLevels];

export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidValue("must be a whole number from 0 to 65535 (0 takes any free port)");
  }
  return Number(text);
}

export function parseGraceSeconds(text: string): number {
  if (!/^\d{1,4}(?:\.\d+)?$/.test(text) || Number(text) > 3600) {
    throw new InvalidValue("must be a number of seconds from 0 to 3600");
  }
  return Number(text);
}

export function parseLimit(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
    throw new InvalidValue("must be a whole number from 1 to 999999999");
  }
  return Number(text);
}

export function parseHost(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, "$1");
  const isNumeric = /^[\d.]+$/.test(host);
  if (isIP(host) === 0 && (isNumeric || !/^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/i.test(host))) {
    throw new InvalidValue("must be an IP address or a host name, without scheme and port");
  }
  return host;
}

export function parseLogLevel(text: string): LogLevel {
  const level = Object.entries(logLevels).find(([name]) => name === text.toLowerCase());
  if (level === undefined) throw new InvalidValue("must be DEBUG, INFO, WARNING or ERROR");
  return level[1];
}

export function parseAddressRanges(text: string): string[] {
  const ranges = text.split(/[\s,]+/).filter((range) => range !== "");
  if (ranges.length === 0) throw new InvalidValue("must name at least one IP address or CIDR range");
  const wrong = ranges.findIndex((range) => findAddressRange(range) === undefined);
  if (wrong !== -1) {
    throw new InvalidValue(
      `must be IP addresses or CIDR ranges with commas between; entry ${wrong + 1} is not`,
    );
  }
  return ranges;
}

/** Only forms that cannot end a CSS declaration: a hex colour, rgb(), oklch() or a name. */
export function parseColour(text: string): string {
  const isHex = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.test(text);
  const isFunction = /^(?:rgba?|oklch)\((?:[\d\s.,%/+-]|deg|none){1,60}\)$/i.test(text);
  const isName = /^[a-z]{3,24}$/i.test(text) && !/^(?:inherit|initial|unset|revert)$/i.test(text);
  if (!isHex && !isFunction && !isName) {
    throw new InvalidValue("must be a CSS colour: #rgb, #rrggbb, rgb(), oklch() or a name");
  }
  return text;
}

export function parseDirectory(text: string): string {
  if (text.startsWith("~") || text.includes("\0")) {
    throw new InvalidValue("must be a path; ~ is not expanded here, write the whole path");
  }
  return text;
}
