import { isIP } from "node:net";
import { findAddressRange } from "#app/core/identity/address-ranges.ts";
import { isIdentityText } from "#app/core/identity/header-value.ts";
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
type LogLevel = (typeof logLevels)[keyof typeof logLevels];

const environments = ["production", "development", "test"] as const;

export function parseEnvironment(text: string): (typeof environments)[number] {
  const environment = environments.find((name) => name === text);
  if (environment === undefined) throw new InvalidValue("must be production, development or test");
  return environment;
}

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

export function parseDirectory(text: string): string {
  if (text.startsWith("~") || text.includes("\0")) {
    throw new InvalidValue("must be a path; ~ is not expanded here, write the whole path");
  }
  return text;
}

export function parseHeaderName(text: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(text)) throw new InvalidValue("must be the name of an HTTP header");
  return text;
}

export function parseUserId(text: string): string {
  if (!isIdentityText(text)) {
    throw new InvalidValue("must be at most 255 characters without control characters");
  }
  return text;
}

/** A parser of text that is shown on one line. */
export function lineOfText(maxLength: number): (text: string) => string {
  return (text) => {
    if (text.length > maxLength) throw new InvalidValue(`must be at most ${maxLength} characters long`);
    if (/\p{Cc}/u.test(text)) throw new InvalidValue("must be one line without control characters");
    return text;
  };
}
