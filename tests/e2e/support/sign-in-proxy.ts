import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../../../docs/operations.md", import.meta.url));

/** Where `go install` puts it, or the PATH. */
export const oauth2Proxy = [join(homedir(), "go/bin"), ...(process.env["PATH"] ?? "").split(delimiter)]
  .map((folder) => join(folder, "oauth2-proxy"))
  .find((file) => existsSync(file));

/** The addresses of docs/operations.md, and what stands for them in a test. */
export type Places = Readonly<Record<string, string>>;

/** What stands below a heading of docs/operations.md, as far as the next one. */
export async function readSection(heading: string): Promise<string> {
  const [, section] = (await readFile(page, "utf8")).split(`\n### ${heading}\n`);
  if (section === undefined) throw new Error(`docs/operations.md has no section "${heading}".`);
  return section.split(/\n##/)[0] ?? "";
}

/** The first block of `language` below a heading of docs/operations.md, with the test's addresses in it. */
export async function readBlock(heading: string, language: string, places: Places): Promise<string> {
  const text = await readFile(page, "utf8");
  const [, section] = text.split(`\n### ${heading}\n`);
  const block = section?.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0];
  if (block === undefined) throw new Error(`docs/operations.md has no ${language} block below "${heading}".`);
  return Object.entries(places).reduce((filled, [from, to]) => filled.replaceAll(from, to), block);
}

/** Debian's place, or Homebrew's. */
export const nginx = ["/usr/sbin/nginx", "/opt/homebrew/bin/nginx", "/usr/local/bin/nginx"].find((file) =>
  existsSync(file),
);

export interface RunningProxy {
  stop(): Promise<void>;
}

/** nginx with a block of the page, and a certificate of its own making in the place of the operator's. */
export async function runNginx(server: string, url: string): Promise<RunningProxy> {
  const dir = await mkdtemp(join(tmpdir(), "chatbot-nginx-"));
  const [certificate, key] = [join(dir, "cert.pem"), join(dir, "key.pem")];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"].concat([
      "-keyout",
      key,
      "-out",
      certificate,
    ]),
    { stdio: "ignore" },
  );
  const blocks = server
    .replace("/etc/ssl/chat.example.org.pem", certificate)
    .replace("/etc/ssl/chat.example.org.key", key);
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(dir, name)};`,
  );
  const file = join(dir, "nginx.conf");
  await writeFile(
    file,
    `${process.geteuid?.() === 0 ? "user root;" : ""} daemon off; pid ${join(dir, "pid")}; error_log stderr;
     events {} http { access_log off; ${places.join(" ")} ${blocks} }`,
  );
  const running = await runCommand(`${nginx ?? "nginx"} -e stderr -c ${file}`, url);
  return {
    async stop() {
      await running.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/**
 * Runs a command line of the page in a shell, with further arguments behind it, until somebody listens at `url`.
 * @throws Error with what it wrote when it ends before
 */
export async function runCommand(line: string, url: string): Promise<RunningProxy> {
  const child = spawn("sh", ["-c", `exec ${line}`], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Whether somebody listens there. */
async function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const isOpen = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
