import { z } from "zod";
import { isIdentityText } from "#app/core/identity/header-value.ts";
import { parseLinkTarget, parseOrigin, parseOrigins } from "./base-url.ts";
import type { ConfigProblem } from "./config-error.ts";
import type { GivenVariables } from "./given-variables.ts";
import { parsedBy } from "./parsed-by.ts";
import { parsePostgresUrl } from "./postgres-url.ts";
import {
  parseAddressRanges,
  parseColour,
  parseDirectory,
  parseGraceSeconds,
  parseHost,
  parseLimit,
  parseLogLevel,
  parsePort,
} from "./value-parsers.ts";

const portSchema = parsedBy(parsePort);
const postgresUrlSchema = parsedBy(parsePostgresUrl);

/** Every variable with one plain value. LLM and SAFETY_LLM, which also come in parts, are read in llm-variables.ts. */
export const variablesSchema = z.object({
  NODE_ENV: z
    .enum(["production", "development", "test"], { error: "must be production, development or test" })
    .default("development"),
  PORT: portSchema.default(3000),
  HOST: parsedBy(parseHost).optional(),
  LOG_LEVEL: parsedBy(parseLogLevel).default("info"),
  POSTGRES_PRIMARY_URL: postgresUrlSchema.optional(),
  POSTGRES_STANDBY_URL: postgresUrlSchema.optional(),
  USER_ID_HEADER: z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, "must be the name of an HTTP header")
    .default("X-Forwarded-User"),
  TRUSTED_PROXIES: parsedBy(parseAddressRanges).default(["127.0.0.0/8", "::1"]),
  DEFAULT_USER_ID: z
    .string()
    .refine(isIdentityText, "must be at most 255 characters without control characters")
    .optional(),
  LOGOUT_URL: parsedBy(parseLinkTarget).default("/oauth2/sign_out"),
  PUBLIC_URL: parsedBy(parseOrigin).optional(),
  APP_NAME: lineOfText(60).default("Chatbot"),
  APP_ACCENT: parsedBy(parseColour).optional(),
  APP_NOTICE: lineOfText(500).optional(),
  IMAGE_ORIGINS: parsedBy(parseOrigins).default([]),
  DATA_DIR: parsedBy(parseDirectory).default(".data"),
  METRICS_PORT: portSchema.optional(),
  SHUTDOWN_GRACE_SECONDS: parsedBy(parseGraceSeconds).default(25),
  POSTGRES_LISTEN_URL: postgresUrlSchema.optional(),
  LIMIT_SOCKETS_PER_USER: parsedBy(parseLimit).default(10_000),
  LIMIT_GENERATIONS_PER_USER: parsedBy(parseLimit).default(1_000),
  LIMIT_FRAME_BYTES: parsedBy(parseLimit).default(1024 * 1024),
  LIMIT_FRAMES_PER_SECOND: parsedBy(parseLimit).default(200),
  LIMIT_QUEUED_ANSWERS: parsedBy(parseLimit).default(200),
  LIMIT_QUEUE_SECONDS: parsedBy(parseLimit).default(60),
  LIMIT_TOKENS_PER_DAY: parsedBy(parseLimit).optional(),
  MODEL_BREAKER_FAILURES: parsedBy(parseLimit).default(5),
  MODEL_BREAKER_SECONDS: parsedBy(parseLimit).default(5),
});

export type VariableName = keyof typeof variablesSchema.shape;

/** A value that would be accepted, for error messages. */
export const variableExamples: Readonly<Record<VariableName, string>> = {
  NODE_ENV: "development",
  PORT: "3000",
  HOST: "127.0.0.1",
  LOG_LEVEL: "INFO",
  POSTGRES_PRIMARY_URL: "postgres://chatbot:password@db-primary:5432/chatbot",
  POSTGRES_STANDBY_URL: "postgres://chatbot:password@db-standby:5432/chatbot",
  USER_ID_HEADER: "X-Forwarded-User",
  TRUSTED_PROXIES: "127.0.0.0/8,::1,10.0.0.0/8",
  DEFAULT_USER_ID: "local",
  LOGOUT_URL: "/oauth2/sign_out",
  PUBLIC_URL: "https://chat.example.org",
  APP_NAME: "Chatbot",
  APP_ACCENT: "#0d9488",
  APP_NOTICE: "Do not enter personal data.",
  IMAGE_ORIGINS: "https://images.example.org",
  DATA_DIR: ".data",
  METRICS_PORT: "9090",
  SHUTDOWN_GRACE_SECONDS: "25",
  POSTGRES_LISTEN_URL: "postgres://chatbot:password@db-primary:5432/chatbot",
  LIMIT_SOCKETS_PER_USER: "10000",
  LIMIT_GENERATIONS_PER_USER: "1000",
  LIMIT_FRAME_BYTES: "1048576",
  LIMIT_FRAMES_PER_SECOND: "200",
  LIMIT_QUEUED_ANSWERS: "200",
  LIMIT_QUEUE_SECONDS: "60",
  LIMIT_TOKENS_PER_DAY: "500000",
  MODEL_BREAKER_FAILURES: "5",
  MODEL_BREAKER_SECONDS: "5",
};

export function variableProblem(variable: VariableName, reason: string): ConfigProblem {
  return { variable, reason, example: `${variable}=${variableExamples[variable]}` };
}

/** The problems of a failed parse, with the wrong value where it cannot be a secret. */
export function variableProblems(error: z.ZodError, given: GivenVariables): ConfigProblem[] {
  return error.issues.map((issue) => {
    const variable = requireVariableName(issue.path[0]);
    return variableProblem(variable, `${issue.message}${quoteWrongValue(variable, given)}`);
  });
}

function requireVariableName(name: PropertyKey | undefined): VariableName {
  const found = variablesSchema.keyof().safeParse(name);
  if (!found.success) throw new TypeError(`No such variable: ${String(name)}`);
  return found.data;
}

const quotedVariables: readonly VariableName[] = [
  "NODE_ENV",
  "PORT",
  "HOST",
  "LOG_LEVEL",
  "METRICS_PORT",
  "SHUTDOWN_GRACE_SECONDS",
];

/** Only a short plain word is quoted: whoever pasted a password into the wrong line must not find it in the log. */
function quoteWrongValue(variable: VariableName, given: GivenVariables): string {
  const value = given[variable] ?? "";
  return quotedVariables.includes(variable) && /^[\w.+-]{1,16}$/.test(value) ? `, not "${value}"` : "";
}

function lineOfText(maxLength: number) {
  return z
    .string()
    .max(maxLength, `must be at most ${maxLength} characters long`)
    .regex(/^\P{Cc}*$/u, "must be one line without control characters");
}
