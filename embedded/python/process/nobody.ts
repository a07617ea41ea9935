import { readFileSync } from "node:fs";

export interface Account {
  uid: number;
  gid: number;
}

/** The account that owns nothing, where this system has one. */
export function findNobody(): Account | undefined {
  try {
    const fields = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .find(([name]) => name === "nobody");
    return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
  } catch {
    return undefined;
  }
}
