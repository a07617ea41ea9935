import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { errorTable } from "./errors.ts";
import { clientFrameSchema, closeCode, serverFrameSchema } from "./frames.ts";

const page = readFileSync(new URL("PROTOCOL.md", import.meta.url), "utf8");

describe("PROTOCOL.md", () => {
  const clientFrames = clientFrameSchema.options.map(({ shape }) => [shape.type.value, shape] as const);
  it.each(clientFrames)("tells of the client frame %s with all its fields", (type, shape) => {
    const section = page.split(`### \`${type}\``)[1]?.split("\n#")[0] ?? "";
    for (const [name, field] of Object.entries<z.ZodType>(shape)) {
      const isOptional = field.safeParse(undefined).success;
      if (name !== "type") expect(section).toContain(`\`${name}${isOptional ? "?" : ""}\``);
    }
  });

  const serverFrames = serverFrameSchema.options.map(({ shape }) => [shape.type.value, shape] as const);
  it.each(serverFrames)("tells of the server frame %s with all its fields", (type, shape) => {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${type}\``)) ?? "";
    for (const name of Object.keys(shape)) {
      if (name !== "type") expect(row).toMatch(new RegExp(`\`${name}\\b`));
    }
  });

  it("tells of every close code and every error code that a socket can bring", () => {
    for (const code of Object.values(closeCode)) expect(page).toContain(`| ${code} `);
    const ofHttpOnly = [
      "unauthenticated",
      "forbidden_origin",
      "forbidden_host",
      "method_not_allowed",
      "payload_too_large",
      "unsupported_media_type",
      "upgrade_required",
      "kernel_unavailable",
      "kernel_refused",
      "kernel_timeout",
      "kernel_line_full",
    ];
    for (const code of Object.keys(errorTable)) {
      if (!ofHttpOnly.includes(code)) expect(page).toContain(`\`${code}\``);
    }
  });
});
