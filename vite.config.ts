import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { compileCatalogues } from "./app/i18n/compile-catalogues.ts";
import remixConfig from "./remix.config.js";

export default defineConfig({
  plugins: [compileCatalogues(), tailwindcss(), remix(remixConfig)],
  // Nothing inlined as data: the Content-Security-Policy lets fonts come only from our own files.
  build: { sourcemap: false, assetsInlineLimit: 0 },
});
