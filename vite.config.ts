import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { compileCatalogues } from "./app/i18n/compile-catalogues.ts";
import remixConfig from "./remix.config.js";

/**
 * What is fetched together is one file: dozens of small ones compress a tenth worse. What only some pages need, or is
 * loaded when it is wanted, is in none of these.
 */
const files: Readonly<Record<string, readonly RegExp[]>> = {
  base: [
    /node_modules\/(react|react-dom|scheduler|@remix-run|react-router|react-router-dom|turbo-stream|@lingui)\//,
    /\/app\/i18n\/[\w-]+\.tsx?$/,
    /\/app\/ui\/(nonce|preferences|error-page|name-mark|messages\/user-text|toasts\/[\w-]+)\.tsx?$/,
    /\/app\/ui\/markdown\/(markdown|image)\.tsx$/,
    /\/app\/routes\/page\/(page-problem|failure-cause|sign-in-check|page-title|shown-preferences|cookies)\.tsx?$/,
  ],
  messages: [
    /\/app\/ui\/messages\/(?!message-commands|comment-dialog|delete-message-dialog)/,
    /\/app\/routes\/_chat\/conversation\/message-rows\.tsx$/,
  ],
  chat: [
    /\/app\/chat-client\//,
    /\/app\/routes\/_chat\/(?!route)/,
    /\/app\/ui\/(sidebar|composer)\//,
    /\/app\/ui\/(menu|delete-dialog|connection-banner|page-header|page-skeleton|theme-choice)\.tsx$/,
    /\/app\/ui\/messages\/message-commands\.ts$/,
  ],
};

function fileOf(module: string): string | undefined {
  return Object.entries(files).find(([, modules]) => modules.some((pattern) => pattern.test(module)))?.[0];
}

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [compileCatalogues(), tailwindcss(), remix(remixConfig)],
  build: {
    sourcemap: false,
    // Nothing inlined as data: the Content-Security-Policy lets fonts come only from our own files.
    assetsInlineLimit: 0,
    target: "es2022",
    // Terser makes what a browser fetches first 4 % smaller than esbuild does.
    ...(isSsrBuild ? {} : { minify: "terser" as const, rollupOptions: { output: { manualChunks: fileOf } } }),
  },
}));
