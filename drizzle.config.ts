import { defineConfig } from "drizzle-kit";
import { readMigrationUrl } from "./app/platform/config/load-config.ts";
import { toKitCredentials } from "./db/kit-credentials.ts";

const url = readMigrationUrl(__dirname);

export default defineConfig({
  dialect: "postgresql",
  schema: "./db/schema/*.ts",
  out: "./db/migrations",
  ...(url !== undefined && { dbCredentials: toKitCredentials(url) }),
});
