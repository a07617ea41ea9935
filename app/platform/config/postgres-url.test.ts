import fc from "fast-check";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { maskPostgresUrl, parsePostgresUrl } from "./postgres-url.ts";

describe("parsePostgresUrl", () => {
  it.each([
    ["postgres://u:p@h:5432/db", "postgres://u:p@h:5432/db"],
    ["postgresql://u:p@h/db", "postgres://u:p@h/db"],
    ["postgresql+psycopg://u:p@h:5432/", "postgres://u:p@h:5432/"],
    ["postgresql+psycopg2://u@h", "postgres://u@h"],
    ["postgresql+asyncpg://h/db", "postgres://h/db"],
    ["postgres://u:p@h1:5432,h2:5433/db", "postgres://u:p@h1:5432,h2:5433/db"],
    ["postgres://h1,h2/db?target_session_attrs=primary", "postgres://h1,h2/db?target_session_attrs=primary"],
    [
      "postgres://u:p@h/db?sslmode=require&prepare=false",
      "postgres://u:p@h/db?sslmode=require&prepare=false",
    ],
    ["postgres://u:p%2Fw@h/db", "postgres://u:p%2Fw@h/db"],
    ["postgres://u:p@ss:w@h/db", "postgres://u:p%40ss%3Aw@h/db"],
    ["postgres://u@10.0.0.1:1", "postgres://u@10.0.0.1:1"],
  ])("reads %s", (text, expected) => {
    expect(parsePostgresUrl(text)).toBe(expected);
  });

  it.each([
    ["mysql://u:s3cret@h/db", "must begin with postgres://"],
    ["postgresql+mystery://u:s3cret@h/db", "must begin with postgres://"],
    ["s3cret", "must begin with postgres://"],
    ["postgres://", "must have a host"],
    ["postgres://u:s3cret@/db", "must have a host"],
    ["postgres:///db?host=/run", "must have a host"],
    ["postgres://u:s3cret@h1,,h2/db", "must have a host"],
    ["postgres://u:s3cret@h:0/db", "must have a host"],
    ["postgres://u:s3cret@h:65536/db", "must have a host"],
    ["postgres://u:s3cret@h:port/db", "must have a host"],
    ["postgres://u:s3c/ret@h/db", "percent-encode special characters of the password"],
    ["postgres://u:s3cret#1@h/db", "must not contain spaces or #"],
    ["postgres://u:s3cret%@h/db", "must have user and password percent-encoded"],
    ["postgres://u:s3cret@[::1]/db", "IPv6 addresses are not supported"],
    ["postgres://u:s3cret@h/db/x", "must have one database name"],
    ["postgres://u@h/db?password=s3cret", "must give password before the ?"],
    ["postgres://u@h/db?host=/run", "must give host before the ?"],
    ["postgres://u:s3cret@h/db?sslmode=on", "must have sslmode as one of disable, allow"],
    ["postgres://u:s3cret@h/db?target_session_attrs=any", "must have target_session_attrs as one of"],
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
