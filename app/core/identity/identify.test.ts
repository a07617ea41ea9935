import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlainText } from "#app/protocol/clean-text.ts";
import { createIdentify, type IdentitySettings, type RequestFacts } from "./identify.ts";

const settings: IdentitySettings = {
  userIdHeader: "X-Forwarded-User",
  trustedProxies: ["127.0.0.0/8", "::1"],
  defaultUserId: "local",
};

function identify(
  request: Partial<RequestFacts>,
  overrides: Partial<IdentitySettings> = {},
  onUnusable: (reason: string) => void = () => undefined,
) {
  const facts = { remoteAddress: "127.0.0.1", rawHeaders: [], ...request };
  return createIdentify({ ...settings, ...overrides }, onUnusable)(facts);
}

/** As node:http hands over the bytes of UTF-8 text. */
function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

describe("the user header", () => {
  it("names the user when a trusted peer sends it, whatever its case", () => {
    expect(identify({ rawHeaders: ["Host", "x", "x-forwarded-USER", "alice"] })).toEqual({
      id: "alice",
      name: null,
      email: null,
    });
  });

  it.each(["::ffff:127.0.0.1", "::1", "127.8.8.8"])(
    "is believed from the trusted peer %s",
    (remoteAddress) => {
      expect(identify({ remoteAddress, rawHeaders: ["X-Forwarded-User", "alice"] })?.id).toBe("alice");
    },
  );

  it.each(["10.0.0.1", "::ffff:10.0.0.1", "::2", "", undefined])(
    "from the untrusted peer %s makes nobody, not even the default user",
    (remoteAddress) => {
      expect(identify({ remoteAddress, rawHeaders: ["X-Forwarded-User", "alice"] })).toBeUndefined();
    },
  );

  it.each([
    ["empty", ""],
    ["blank", " \t "],
    ["a no-break space", latin1("\u00a0")],
    ["longer than 255 characters", "a".repeat(256)],
    ["with a tab inside", "ali\tce"],
    ["with a NUL", "ali\u0000ce"],
    ["with a C1 control character", latin1("ali\u0085ce")],
    ["with half a surrogate pair", "ali\ud800ce"],
    ["with a no-break space at its end", latin1("alice\u00a0")],
    ...[
      "202e",
      "200b",
      "200d",
      "2066",
      "2028",
      "feff",
      "00ad",
      "2060",
      "180e",
      "3164",
      "034f",
      "fe0f",
      "e0001",
    ].map((code): [string, string] => [
      `with the invisible U+${code}`,
      latin1(`ali${String.fromCodePoint(Number.parseInt(code, 16))}ce`),
    ]),
  ])("makes nobody when it is %s", (_, value) => {
    expect(identify({ rawHeaders: ["X-Forwarded-User", value] })).toBeUndefined();
  });

  it.each([
    [["X-Forwarded-User", "alice", "X-Forwarded-User", "alice"]],
    [["X-Forwarded-User", "alice", "Accept", "*/*", "x-forwarded-user", ""]],
    [["X-Forwarded-User", "", "x-forwarded-user", "alice"]],
  ])("makes nobody when it is repeated: %j", (rawHeaders) => {
    expect(identify({ rawHeaders })).toBeUndefined();
  });

  it("is told to the operator when it cannot be used, without its value, and only when it was believed", () => {
    const reasons: string[] = [];
    const tell = (reason: string) => void reasons.push(reason);
    for (const value of ["a".repeat(300), "ali\u0000ce", ""])
      identify({ rawHeaders: ["X-Forwarded-User", value] }, {}, tell);
    identify({ rawHeaders: ["X-Forwarded-User", "a", "X-Forwarded-User", "b"] }, {}, tell);
    identify({ rawHeaders: ["X-Forwarded-User", ""], remoteAddress: "10.0.0.1" }, {}, tell);
    identify({}, {}, tell);
    expect(reasons).toEqual([
      "X-Forwarded-User has 300 characters, at most 255 are taken",
      "X-Forwarded-User holds control or invisible characters, or begins or ends with a space",
      "X-Forwarded-User is empty",
      "X-Forwarded-User stands there 2 times",
    ]);
  });

  it("may have 255 characters, inner spaces and commas", () => {
    for (const id of ["a".repeat(255), "Alice Liddell", "cn=alice,ou=people"]) {
      expect(identify({ rawHeaders: ["X-Forwarded-User", ` ${id} `] })?.id).toBe(id);
    }
  });

  it("is not confused by a value that equals its name", () => {
    expect(identify({ rawHeaders: ["X-Comment", "X-Forwarded-User"] })?.id).toBe("local");
  });

  it("is read under the configured name only", () => {
    const userIdHeader = "X-Auth-Request-User";
    expect(identify({ rawHeaders: ["X-Auth-Request-User", "alice"] }, { userIdHeader })?.id).toBe("alice");
    expect(
      identify({ rawHeaders: ["X-Forwarded-User", "alice"] }, { userIdHeader, defaultUserId: undefined }),
    ).toBeUndefined();
  });

  it("is decoded as UTF-8 when its bytes are UTF-8, else as latin1", () => {
    expect(identify({ rawHeaders: ["X-Forwarded-User", latin1("Łukasz 王")] })?.id).toBe("Łukasz 王");
    expect(identify({ rawHeaders: ["X-Forwarded-User", "Jos\u00e9"] })?.id).toBe("José");
  });

  it("keeps any usable UTF-8 name as it was sent", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
    const usable = name.filter(
      (text) => text.trim() === text && text !== "" && text.length <= 255 && isPlainText(text),
    );
    fc.assert(
      fc.property(usable, (id) => {
        expect(identify({ rawHeaders: ["X-Forwarded-User", latin1(id)] })?.id).toBe(id);
      }),
    );
  });

  it("from an untrusted peer never makes a user, whatever else is sent", () => {
    const header = fc.tuple(fc.constantFrom("X-Forwarded-User", "X-Forwarded-Email", "Host"), fc.string());
    fc.assert(
      fc.property(fc.array(header), (headers) => {
        const rawHeaders = ["X-Forwarded-User", "mallory", ...headers.flat()];
        expect(identify({ remoteAddress: "203.0.113.9", rawHeaders })).toBeUndefined();
      }),
    );
  });
});

describe("name and e-mail address", () => {
  it("come from their headers", () => {
    const rawHeaders = [
      ...["X-Forwarded-User", "42", "X-Forwarded-Email", "alice@example.org"],
      ...["X-Forwarded-Preferred-Username", latin1("Zoë")],
    ];
    expect(identify({ rawHeaders })).toEqual({ id: "42", name: "Zoë", email: "alice@example.org" });
  });

  it("are left out when repeated or too long, and the user stays", () => {
    const rawHeaders = [
      ...["X-Forwarded-User", "42", "X-Forwarded-Email", "a@b.c", "X-Forwarded-Email", "d@e.f"],
      ...["X-Forwarded-Preferred-Username", "a".repeat(256)],
    ];
    expect(identify({ rawHeaders })).toEqual({ id: "42", name: null, email: null });
  });

  it("lose what nobody sees", () => {
    const name = latin1("\u202eada\u200b L\u2066.\u0001");
    const rawHeaders = ["X-Forwarded-User", "42", "X-Forwarded-Preferred-Username", name];
    expect(identify({ rawHeaders })?.name).toBe("ada L.");
  });

  it("do not make a user of their own", () => {
    const rawHeaders = ["X-Forwarded-Email", "alice@example.org"];
    expect(identify({ rawHeaders }, { defaultUserId: undefined })).toBeUndefined();
  });
});

describe("the default user", () => {
  it("stands in when no header came", () => {
    expect(identify({})).toEqual({ id: "local", name: null, email: null });
  });

  it("does not exist unless it is configured", () => {
    expect(identify({}, { defaultUserId: undefined })).toBeUndefined();
  });
});
