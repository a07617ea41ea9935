import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";

const primary = "postgres://u:p@h/db";

describe("parseConfig", () => {
  it("has defaults for a fresh clone", () => {
    expect(parseConfig({})).toEqual({
      environment: "development",
      port: 3000,
      host: "127.0.0.1",
      logLevel: "info",
      postgres: { primaryUrl: undefined, standbyUrl: undefined, listenUrl: undefined },
      limits: {
        socketsPerUser: 10_000,
        socketSessionSeconds: 600,
        generationsPerUser: 1_000,
        frameBytes: 1_048_576,
        framesPerSecond: 200,
        queuedAnswers: 200,
        queueSeconds: 60,
        tokensPerDay: undefined,
        breakerFailures: 5,
        breakerSeconds: 5,
      },
      jupyter: {
        gatewayUrl: undefined,
        token: undefined,
        kernelName: undefined,
        kernelNamespace: undefined,
        sharedVolumeMountPath: "/mnt/shared",
        sharedVolumeNfsServer: undefined,
        sharedVolumeNfsPath: "/",
      },
      kernelLimits: { runSeconds: 120, kernelsPerUser: 3, kernels: 50, idleSeconds: 1_800 },
      llm: undefined,
      safetyLlm: undefined,
      identity: {
        userIdHeader: "X-Forwarded-User",
        trustedProxies: ["127.0.0.0/8", "::1"],
        defaultUserId: "local",
      },
      logoutUrl: "/oauth2/sign_out",
      publicUrl: undefined,
      app: { name: "Chatbot", accent: undefined, notice: undefined, imageOrigins: [] },
      dataDir: ".data",
      metricsPort: undefined,
      shutdownGraceSeconds: 25,
      warnings: [],
    });
  });

  it("listens on all addresses and knows no default user in production", () => {
    const config = parseConfig({ NODE_ENV: "production", POSTGRES_PRIMARY_URL: primary });
    expect(config).toMatchObject({ environment: "production", host: "0.0.0.0" });
    expect(config.identity.defaultUserId).toBeUndefined();
  });

  it("takes empty and blank variables for unset", () => {
    const names = [
      "PORT",
      "HOST",
      "LOG_LEVEL",
      "POSTGRES_PRIMARY_URL",
      "POSTGRES_STANDBY_URL",
      "LLM",
      "NODE_ENV",
    ];
    const blank = Object.fromEntries(names.map((name, index) => [name, index % 2 === 0 ? "" : " \n"]));
    expect(parseConfig(blank)).toEqual(parseConfig({}));
  });

  it("ignores variables that it does not know", () => {
    expect(parseConfig({ PATH: "/bin", PORTS: "x", port: "x" })).toEqual(parseConfig({}));
  });

  it.each<[Record<string, string>, object]>([
    [{ PORT: "0" }, { port: 0 }],
    [{ PORT: " 8080\n" }, { port: 8080 }],
    [{ HOST: "[::1]" }, { host: "::1" }],
    [{ HOST: "chat.internal" }, { host: "chat.internal" }],
    [{ LOG_LEVEL: "Debug" }, { logLevel: "debug" }],
    [{ LOG_LEVEL: "WARNING" }, { logLevel: "warn" }],
    [{ LOG_LEVEL: "fatal" }, { logLevel: "fatal" }],
    [
      { POSTGRES_PRIMARY_URL: "postgresql+psycopg://u:p@h:1/d" },
      { postgres: { primaryUrl: "postgres://u:p@h:1/d" } },
    ],
    [
      { TRUSTED_PROXIES: "10.0.0.0/8, fd00::/8,192.168.0.1" },
      {
        identity: { trustedProxies: ["10.0.0.0/8", "fd00::/8", "192.168.0.1"] },
      },
    ],
    [{ USER_ID_HEADER: "X-Auth-User" }, { identity: { userIdHeader: "X-Auth-User" } }],
    [{ LOGOUT_URL: "https://sso.example/logout?rd=%2F" }, { logoutUrl: "https://sso.example/logout?rd=%2F" }],
    [{ PUBLIC_URL: "https://Chat.example/" }, { publicUrl: "https://chat.example" }],
    [{ APP_ACCENT: "teal" }, { app: { accent: "#008080" } }],
    [{ METRICS_PORT: "9090" }, { metricsPort: 9090 }],
    [
      { PORT: "0", METRICS_PORT: "0" },
      { port: 0, metricsPort: 0 },
    ],
    [{ SHUTDOWN_GRACE_SECONDS: "0" }, { shutdownGraceSeconds: 0 }],
    [{ SHUTDOWN_GRACE_SECONDS: "2.5" }, { shutdownGraceSeconds: 2.5 }],
  ])("reads %j", (env, expected) => {
    expect(parseConfig(env)).toMatchObject(expected);
  });

  it.each<[string, string, string]>([
    ["NODE_ENV", "prod", 'must be production, development or test, not "prod"'],
    ["PORT", "80a", 'must be a whole number from 0 to 65535 (0 takes any free port), not "80a"'],
    ["PORT", "65536", "must be a whole number from 0 to 65535"],
    ["PORT", "-1", "must be a whole number from 0 to 65535"],
    ["PORT", "3000.5", "must be a whole number from 0 to 65535"],
    ["PORT", "tcp://10.0.0.1:80", "must be a whole number from 0 to 65535"],
    ["HOST", "http://localhost", "must be an IP address or a host name, without scheme and port"],
    ["HOST", "localhost:3000", "must be an IP address or a host name"],
    ["HOST", "256.0.0.1", "must be an IP address or a host name"],
    ["HOST", "a b", "must be an IP address or a host name"],
    ["LOG_LEVEL", "loud", 'must be DEBUG, INFO, WARNING or ERROR, not "loud"'],
    ["LOG_LEVEL", "toString", "must be DEBUG, INFO, WARNING or ERROR"],
    ["POSTGRES_PRIMARY_URL", "mysql://u:s3cret@h/db", "must begin with postgres://, postgresql://"],
    ["USER_ID_HEADER", "X User", "must be the name of an HTTP header"],
    ["USER_ID_HEADER", "X-User:", "must be the name of an HTTP header"],
    [
      "TRUSTED_PROXIES",
      "10.0.0.0/8,proxy",
      "must be IP addresses or CIDR ranges with commas between; entry 2 is not",
    ],
    ["TRUSTED_PROXIES", "10.0.0.0/33", "entry 1 is not"],
    ["TRUSTED_PROXIES", ",", "must name at least one"],
    ["DEFAULT_USER_ID", "a\u0001b", "must be at most 255 characters without control characters"],
    ["DEFAULT_USER_ID", "a".repeat(256), "must be at most 255 characters"],
    ["LOGOUT_URL", "javascript:alert(1)", "must be a path that begins with one / or an http(s) URL"],
    ["LOGOUT_URL", "//evil.example", "must be a path that begins with one /"],
    ["LOGOUT_URL", "/\\evil.example", "must be a path that begins with one /"],
    ["LOGOUT_URL", "https://u:s3cret@h/", "without user name and password"],
    ["PUBLIC_URL", "chat.example", "must be a URL that begins with http:// or https://"],
    ["PUBLIC_URL", "https://chat.example/app", "must be an origin without a path"],
    ["PUBLIC_URL", "https://u:s3cret@chat.example", "must not contain a user name or password"],
    ["APP_NAME", "n".repeat(61), "must be at most 60 characters long"],
    ["APP_NAME", "a\nb", "must be one line without control characters"],
    ["APP_ACCENT", "red;} body{display:none", "must be a CSS colour"],
    ["APP_ACCENT", "url(//evil)", "must be a CSS colour"],
    ["APP_ACCENT", "#12345", "must be a CSS colour"],
    ["APP_ACCENT", "inherit", "must be a CSS colour"],
    ["APP_NOTICE", "n".repeat(501), "must be at most 500 characters long"],
    ["DATA_DIR", "~/data", "must be a path; ~ is not expanded here"],
    ["METRICS_PORT", "many", "must be a whole number"],
    ["METRICS_PORT", "3000", "must differ from PORT"],
    ["SHUTDOWN_GRACE_SECONDS", "25s", "must be a number of seconds from 0 to 3600"],
    ["SHUTDOWN_GRACE_SECONDS", "3601", "must be a number of seconds from 0 to 3600"],
  ])("refuses %s=%j with its name, the reason and an example that works", (name, value, reason) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ variable: name, reason: expect.stringContaining(reason) });
    const example = problem?.example.slice(`${name}=`.length) ?? "";
    expect(() => parseConfig({ [name]: example })).not.toThrow();
  });

  it("lists every wrong variable at once, without any secret", () => {
    const env = {
      PORT: "x",
      HOST: "pasted-s3cret@db",
      POSTGRES_PRIMARY_URL: "postgres://u:s3cret@h:port/db",
      POSTGRES_STANDBY_URL: "postgres://u:s3cret@/db",
      LLM: '{"url":"http://u:s3cret@h","api_key":"s3 cret","top_p":5}',
      SAFETY_LLM: "{'api_key':'s3cret'}",
      PUBLIC_URL: "https://u:s3cret@h",
      METRICS_PORT: "s3cret-s3cret-s3cret",
    };
    const message = messageOf(env);
    expect(message.split("\n")).toHaveLength(1 + 10);
    for (const name of Object.keys(env)) expect(message).toMatch(new RegExp(`^  ${name}: `, "m"));
    expect(message).not.toMatch(/s3.?cret/);
  });
});

describe("rules between variables", () => {
  it("wants POSTGRES_PRIMARY_URL in production", () => {
    expect(messageOf({ NODE_ENV: "production" })).toMatch(
      /POSTGRES_PRIMARY_URL: is required when NODE_ENV is production.*Example: POSTGRES_PRIMARY_URL=postgres:\/\//,
    );
    expect(messageOf({ NODE_ENV: "production", POSTGRES_PRIMARY_URL: "", PORT: "x" })).toMatch(
      /PORT: .*\n.*POSTGRES_PRIMARY_URL: is required/,
    );
  });

  it("wants a primary beside a standby", () => {
    expect(messageOf({ POSTGRES_STANDBY_URL: primary })).toContain(
      "POSTGRES_STANDBY_URL: is given without POSTGRES_PRIMARY_URL",
    );
  });

  it.each([
    { DEFAULT_USER_ID: "me", HOST: "0.0.0.0" },
    { DEFAULT_USER_ID: "me", HOST: "::" },
    { DEFAULT_USER_ID: "me", HOST: "192.168.0.1" },
    { DEFAULT_USER_ID: "me", HOST: "chat.internal" },
    { DEFAULT_USER_ID: "me", NODE_ENV: "production", POSTGRES_PRIMARY_URL: primary },
  ])("refuses a default user on an address that others reach: %j", (env) => {
    expect(messageOf(env)).toContain("DEFAULT_USER_ID: would let everyone in without signing in");
  });

  it.each(["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])("takes a default user on %s", (HOST) => {
    expect(parseConfig({ DEFAULT_USER_ID: "me", HOST }).identity.defaultUserId).toBe("me");
  });

  it.each([
    { DEFAULT_USER_ID: "" },
    { DEFAULT_USER_ID: " " },
    { HOST: "0.0.0.0" },
    { HOST: "0.0.0.0", DEFAULT_USER_ID: "" },
  ])("has no default user with %j", (env: Record<string, string>) => {
    expect(parseConfig(env).identity.defaultUserId).toBeUndefined();
  });

  it("warns of a default user behind a public address and of a proxy range that holds everyone", () => {
    expect(parseConfig({ PUBLIC_URL: "https://chat.example" }).warnings).toEqual([
      expect.stringContaining("DEFAULT_USER_ID: whoever reaches https://chat.example"),
    ]);
    expect(parseConfig({ TRUSTED_PROXIES: "0.0.0.0/0" }).warnings).toEqual([
      expect.stringContaining("TRUSTED_PROXIES: with 0.0.0.0/0 every client"),
    ]);
  });
});

function problemsOf(env: Record<string, string>) {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

function messageOf(env: Record<string, string>): string {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}
