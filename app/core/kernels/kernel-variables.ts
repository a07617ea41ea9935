import { z } from "zod";
import type { KernelVariable } from "#app/protocol/kernels.ts";

const mostVariables = 500;
const longestValue = 120;

/**
 * A Python expression whose value lists the variables that code has made, as JSON in base64: what stands between quotes needs
 * no further reading. Values are shortened while they are made, so that large ones cost nothing.
 */
export const variablesExpression = [
  `(lambda b, j, r, t: b.b64encode(j.dumps([`,
  `[n[:100], type(v).__name__[:100], `,
  `(lambda s: str(tuple(s)) if isinstance(s, tuple) else r.repr(v))(getattr(v, "shape", None))[:${longestValue}]]`,
  ` for n, v in sorted(globals().items(), key=lambda i: i[0])`,
  ` if not n.startswith("_") and not isinstance(v, t.ModuleType) and not callable(v)`,
  ` and n not in ("In", "Out")][:${mostVariables}]).encode()).decode())`,
  `(__import__("base64"), __import__("json"), __import__("reprlib"), __import__("types"))`,
].join("");

const listSchema = z.array(z.tuple([z.string(), z.string(), z.string()])).max(mostVariables);

/** @param text the expression's value as the kernel shows it; undefined when it has failed */
export function parseVariables(text: string | undefined): KernelVariable[] | undefined {
  const base64 = /^'([A-Za-z0-9+/=]*)'$/.exec(text ?? "")?.[1];
  if (base64 === undefined) return undefined;
  try {
    const list = listSchema.parse(JSON.parse(Buffer.from(base64, "base64").toString("utf8")));
    return list.map(([name, type, value]) => ({ name, type, value }));
  } catch {
    return undefined;
  }
}
