import type { ServerBuild } from "@remix-run/node";
import remixConfig from "../../remix.config.js";

type Route = ServerBuild["routes"][string];

const modules = import.meta.glob<Route["module"]>("../../app/routes/api.*.ts", { eager: true });

/** The addresses that the files below app/routes answer for the API, such as `/api/conversations/:conversationId`. */
export const apiPaths = Object.keys(modules).map((file) => `/${pathOf(file)}`);

/**
 * The API's routes as a Remix build, from the sources as they are: tests of sockets and API need no `npm run build`.
 * Pages are not in it.
 */
export function createApiBuild(): ServerBuild {
  const routes = Object.entries(modules).map(([file, module]): Route => ({
    id: file,
    path: pathOf(file),
    module,
  }));
  return {
    mode: "production",
    entry: { module: { default: () => new Response("pages are not served in this test", { status: 500 }) } },
    routes: Object.fromEntries(routes.map((route) => [route.id, route])),
    assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "" },
    publicPath: "/",
    assetsBuildDirectory: "",
    future: {
      v3_fetcherPersist: true,
      v3_lazyRouteDiscovery: false,
      v3_relativeSplatPath: true,
      v3_singleFetch: true,
      v3_throwAbortReason: true,
      ...remixConfig.future,
    },
    isSpaMode: false,
  };
}

/** As Remix reads a flat file name: `api.models.$id._index.ts` answers `api/models/:id`. */
function pathOf(file: string): string {
  return file
    .replace(/^.*\/(.*)\.ts$/, "$1")
    .split(/\.(?![^[]*\])/)
    .filter((segment) => segment !== "_index")
    .map((segment) => (segment === "$" ? "*" : segment.replace(/^\$/, ":").replace(/\[(.*?)\]/g, "$1")))
    .join("/");
}
