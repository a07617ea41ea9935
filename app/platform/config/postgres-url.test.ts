import fc from "fast-check";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { maskPostgresUrl, parsePostgresUrl, postgresUrlWarnings } from "./postgres-url.ts";

describe("parsePostgresUrl", () => {
  it.each([
    ["postgres://u:p@h:5432/db", "postgres://u:p@h:5432/db"],
    ["postgresql://u:p@h/db", "postgres://u:p@h/db"],
    ["postgresql+psycopg://u:p@h:5432/", "postgres://u:p@h:5432"],
    ["postgresql+psycopg2://u@h", "postgres://u@h"],
    ["postgresql+asyncpg://h/db", "postgres://h/db"],
    ["postgres://u:p@h1:5432,h2:5433/db", "postgres://u:p@h1:5432,h2:5433/db"],
    ["postgres://h1,h2/db?target_session_attrs=primary", "postgres://h1,h2/db?target_session_attrs=primary"],
    ["postgres://h/db?target_session_attrs=read-write", "postgres://h/db?target_session_attrs=primary"],
    ["postgres://h/db?target_session_attrs=any", "postgres://h/db"],
    [
      "postgres://u:p@h/db?sslmode=require&prepare=false",
      "postgres://u:p@h/db?sslmode=require&prepare=false",
    ],
    ["postgres://u:p%2Fw@h/db", "postgres://u:p%2Fw@h/db"],
    ["postgres://u:p@ss:w@h/db", "postgres://u:p%40ss%3Aw@h/db"],
    ["postgres://u@10.0.0.1:1", "postgres://u@10.0.0.1:1"],
    ["postgres://u@h/chat%20bot", "postgres://u@h/chat%20bot"],
    ["postgres://u:p@[::1]/db", "postgres://u:p@[::1]/db"],
    ["postgres://[2001:db8::1]:5433,h2/db", "postgres://[2001:db8::1]:5433,h2/db"],
    ["postgres:///db?host=/run/postgresql", "postgres://%2Frun%2Fpostgresql/db"],
    ["postgres://u@%2Frun%2Fpostgresql:5433/db", "postgres://u@%2Frun%2Fpostgresql:5433/db"],
    [
      "postgres://?host=::1&port=5433&user=u&password=a%20b&dbname=chat",
      "postgres://u:a%20b@[::1]:5433/chat",
    ],
    ["postgres:///?host=h1,h2&port=1,2", "postgres://h1:1,h2:2"],
    ["postgres://u@h/db?max=2&idle_timeout=60", "postgres://u@h/db?max=2&idle_timeout=60"],
    ["postgres://u@h/db?ssl=true", "postgres://u@h/db?sslmode=require"],
    ["postgres://u@h/db?ssl=verify-full", "postgres://u@h/db?sslmode=verify-full"],
    ["postgres://u@h/db?requiressl=1", "postgres://u@h/db?sslmode=require"],
    ["postgres://u@h/db?sslmode=require&channel_binding=require", "postgres://u@h/db?sslmode=require"],
    [
      "postgres://u@h/db?gssencmode=disable&load_balance_hosts=random&keepalives_count=3",
      "postgres://u@h/db",
    ],
    [
      "postgres://u@h/db?sslmode=verify-ca&sslrootcert=/ca.pem&keepalives=1&keepalives_idle=30",
      "postgres://u@h/db?sslmode=verify-ca&sslrootcert=%2Fca.pem&keepalives=1&keepalives_idle=30",
    ],
    ["postgres://u@h/db?client_encoding=utf8", "postgres://u@h/db"],
  ])("reads %s", (text, expected) => {
    expect(parsePostgresUrl(text)).toBe(expected);
    expect(parsePostgresUrl(expected)).toBe(expected);
  });

  it.each([
    ["mysql://u:s3cret@h/db", "must begin with postgres://"],
    ["postgresql+mystery://u:s3cret@h/db", "must begin with postgres://"],
    ["s3cret", "must begin with postgres://"],
    ["postgres://", "must have a host"],
    ["postgres://u:s3cret@/db", "must have a host"],
    ["postgres://u:s3cret@h1,,h2/db", "must have a host"],
    ["postgres://u:s3cret@h:0/db", "must have a host"],
    ["postgres://u:s3cret@h:65536/db", "must have a host"],
    ["postgres://u:s3cret@h:port/db", "must have a host"],
    ["postgres://u:s3cret@::1/db", "IPv6 address in brackets"],
    ["postgres://u:s3c/ret@h/db", "percent-encode special characters of the password"],
    ["postgres://u:s3cret#1@h/db", "must not contain spaces or #"],
    ["postgres://u:s3cret%@h/db", "must have user and password percent-encoded"],
    ["postgres://u@h/chat%bot", "must have the database name percent-encoded"],
    ["postgres://u:s3cret@h/db/x", "must have one database name"],
    ["postgres://u:p@h/db?password=s3cret", "must give password once"],
    ["postgres://u@h/db?host=/run", "must give host and port once"],
    ["postgres://u@h/db?dbname=other", "must give dbname once"],
    ["postgres://u@h1,%2Frun/db", "must not name the directory of a socket beside other hosts"],
    ["postgres://u:s3cret@h/db?sslmode=on", "must have sslmode as one of disable, allow"],
    [
      "postgres://u@h/db?target_session_attrs=master",
      "must have target_session_attrs as one of any, read-write",
    ],
    ["postgres://u@h/db?max=0", "must have max as a whole number from 1 to 1000"],
    ["postgres://u@h/db?connect_timeout=soon", "must have connect_timeout as a whole number"],
    ["postgres://u@h/db?gssencmode=require", "must not have gssencmode=require"],
    ["postgres://u@h/db?client_encoding=latin1", "must have client_encoding as UTF8"],
    ["postgres://u@h/db?search_path=chat", "has the parameter search_path, which is not known"],
    [
      "postgres://u@h/db?pgbouncer=true",
      "has the parameter pgbouncer, which is not known; write prepare=false",
    ],
    ["postgres://u@h/db?s3cret-word=1", "has the parameter something that is no name, which is not known"],
    ["postgres://u@h/db?constructor=1", "has the parameter constructor, which is not known"],
  ])("refuses %s and does not repeat it", (text, reason) => {
    expect(() => parsePostgresUrl(text)).toThrow(reason);
    expect(() => parsePostgresUrl(text)).not.toThrow("s3c");
  });

  it("gives postgres.js the user, password, hosts and database that were meant", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/\p{Cs}/u.test(text));
    fc.assert(
      fc.property(name, name, (user, password) => {
        const text = `postgresql+psycopg://${encodeURIComponent(user)}:${encodeURIComponent(password)}@h1:1,h2:2/db`;
        const { options } = postgres(parsePostgresUrl(text));
        expect(options).toMatchObject({
          user,
          pass: password,
          host: ["h1", "h2"],
          port: [1, 2],
          database: "db",
        });
      }),
    );
  });
});

describe("what is left out of a URL", () => {
  /** All keywords of libpq 18. */
  const keywords = (
    "application_name channel_binding client_encoding connect_timeout fallback_application_name gssdelegation gssencmode " +
    "gsslib keepalives keepalives_count keepalives_idle keepalives_interval krbsrvname load_balance_hosts " +
    "max_protocol_version min_protocol_version oauth_client_id oauth_client_secret oauth_issuer oauth_scope options passfile " +
    "replication require_auth requirepeer scram_client_key scram_server_key service servicefile ssl_max_protocol_version " +
    "ssl_min_protocol_version sslcert sslcertmode sslcompression sslcrl sslcrldir sslkey sslkeylogfile sslmode " +
    "sslnegotiation sslpassword sslrootcert sslsni target_session_attrs tcp_user_timeout"
  ).split(" ");
  const values: Record<string, string> = {
    client_encoding: "auto",
    connect_timeout: "10",
    gssencmode: "prefer",
    keepalives: "1",
    keepalives_idle: "30",
    ssl_max_protocol_version: "TLSv1.3",
    ssl_min_protocol_version: "TLSv1.2",
    sslcompression: "0",
    sslmode: "require",
    sslnegotiation: "postgres",
    target_session_attrs: "read-write",
  };

  it.each(keywords)("is said, or %s is honoured", (name) => {
    const url = `postgres://h/db?${name}=${values[name] ?? "something"}`;
    const isKept = parsePostgresUrl(url).includes(`?${name}=`);
    const warnings = postgresUrlWarnings(url);
    const asksForNothing = ["client_encoding", "gssencmode", "sslcompression"].includes(name);
    expect(isKept || asksForNothing ? [] : [name]).toEqual(
      warnings.map((text) => /parameter (\w+)/.exec(text)?.[1]),
    );
  });

  it("is nothing for values that ask for what happens anyway", () => {
    const url = "postgres://h/db?channel_binding=prefer&load_balance_hosts=disable&sslsni=1";
    expect(postgresUrlWarnings(url)).toEqual([]);
  });
});

describe("libpq's variables beside a URL", () => {
  const base = { LLM: "http://model", POSTGRES_PRIMARY_URL: "postgres://h/db" };

  it("fill in what the URL does not say", () => {
    const { postgres: urls } = parseConfig({
      ...base,
      POSTGRES_STANDBY_URL: "postgres://own:secret@h2/other?sslmode=disable",
      PGUSER: "ada",
      PGPASSWORD: "p w",
      PGDATABASE: "unused",
      PGSSLMODE: "require",
    });
    expect(urls.primaryUrl).toBe("postgres://ada:p%20w@h/db?sslmode=require");
    expect(urls.standbyUrl).toBe("postgres://own:secret@h2/other?sslmode=disable");
  });

  it("are told where they are not used", () => {
    const { warnings } = parseConfig({ ...base, PGTARGETSESSIONATTRS: "any", PGHOST: "elsewhere" });
    expect(warnings.join("\n")).toContain("PGTARGETSESSIONATTRS: is not used");
    expect(warnings.join("\n")).toContain("PGHOST: is not used");
  });

  it("are refused by their own name", () => {
    expect(() => parseConfig({ ...base, PGSSLMODE: "maybe" })).toThrow(
      "PGSSLMODE: must have sslmode as one of",
    );
  });

  it("are left alone where no URL is given", () => {
    const { postgres: urls, warnings } = parseConfig({
      LLM: "http://model",
      PGSSLMODE: "maybe",
      PGHOST: "h",
    });
    expect([urls.primaryUrl, warnings]).toEqual([undefined, []]);
  });
});

describe("maskPostgresUrl", () => {
  it.each([
    ["postgres://u:s3cret@h1:5432,h2:5433/db?sslmode=require", "postgres://u:***@h1:5432,h2:5433/db"],
    ["postgres://u@h/db", "postgres://u@h/db"],
    ["postgres://h:5432/db", "postgres://h:5432/db"],
  ])("shows %s as %s", (url, expected) => {
    expect(maskPostgresUrl(url)).toBe(expected);
  });

  it("hides any password", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w!@:;$&*()+,=-]{6,30}$/), (password) => {
        const url = parsePostgresUrl(`postgres://user:${encodeURIComponent(password)}@host/db`);
        expect(maskPostgresUrl(url)).toBe("postgres://user:***@host/db");
      }),
    );
  });
});
