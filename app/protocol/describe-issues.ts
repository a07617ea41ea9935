import type { z } from "zod";

/** One line for a person: `content: must not be empty; id: must be a UUID`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => {
      const path = issue.path.join(".");
      const reason =
        path === "type" && issue.code === "invalid_union"
          ? "unknown frame type; see PROTOCOL.md"
          : issue.message;
      return path ? `${path}: ${reason}` : reason;
    })
    .join("; ");
}
