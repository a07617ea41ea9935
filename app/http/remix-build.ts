import type { Server } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import express, { Router, type RequestHandler } from "express";

export interface RemixBuild {
  build: ServerBuild | (() => Promise<ServerBuild>);
  /** Serves the browser's files. */
  assets: RequestHandler;
}

/** The build that `npm run build` made. */
export async function loadProductionBuild(projectRoot: string): Promise<RemixBuild> {
  const build = (await import(pathToFileURL(join(projectRoot, "build/server/index.js")).href)) as ServerBuild;
  const client = join(projectRoot, "build/client");
  const assets = Router();
  // File names below /assets bear a hash of their content; a missing one is a 404, not a page.
  assets.use(
    "/assets",
    express.static(join(client, "assets"), { immutable: true, maxAge: "1y", index: false }),
  );
  // A browser asks for a new service worker by itself, but not past its own cache.
  assets.get("/service-worker.js", (_request, response, next) => {
    response.setHeader("Cache-Control", "no-cache");
    next();
  });
  assets.use(express.static(client, { maxAge: "1h", index: false }));
  return { build, assets };
}

/** Vite in middleware mode: builds on demand and pushes changes over `hmrServer`, which is the app's own. */
export async function loadDevelopmentBuild(projectRoot: string, hmrServer: Server): Promise<RemixBuild> {
  const { createServer } = await import("vite");
  const vite = await createServer({
    root: projectRoot,
    server: { middlewareMode: true, hmr: { server: hmrServer } },
  });
  return {
    build: () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>,
    assets: vite.middlewares,
  };
}
