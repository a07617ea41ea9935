import { installIfNeeded } from "./install-if-needed.mjs";
import { endWithNpm, requireNode, runScript } from "./project.mjs";

requireNode();
endWithNpm();
await installIfNeeded({ development: true });
// Ctrl-C reaches the runner below too: it lets the server drain, and we end after it.
process.on("SIGINT", () => undefined);
// Pages and styles are replaced in place by Vite; a change of what the server itself runs starts it anew.
process.exitCode = await runScript("tsx/dist/cli.mjs", [
  "watch",
  "--clear-screen=false",
  "server.ts",
  "--dev",
]);
