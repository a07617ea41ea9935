import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { formatEnvExample, withReadmeTable } from "../app/platform/config/reference.ts";
import { projectRoot } from "./project.mjs";

const readme = join(projectRoot, "README.md");
const options = { parser: "markdown", printWidth: 110 };
writeFileSync(readme, await format(withReadmeTable(readFileSync(readme, "utf8")), options));
writeFileSync(join(projectRoot, ".env.example"), formatEnvExample());
