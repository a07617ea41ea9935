import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIdentify, type IdentitySettings, type RequestFacts } from "./identify.ts";

const settings: IdentitySettings = {
  userIdHeader: "X-Forwarded-User",
  trustedProxies: ["127.0.0.0/8", "::1"],
  defaultUserId: "local",
  publicUrl: undefined,
};

function identify(request: Partial<RequestFacts>, overrides: Partial<IdentitySettings> = {}) {
  const facts = { remoteAddress: "127.0.0.1", rawHeaders: [], host: "localhost:3000", ...request };
  return createIdentify({ ...settings, ...overrides })(facts);
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
      (text) => text.trim() === text && text !== "" && text.length <= 255 && !/\p{Cc}/u.test(text),
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

  it("are left out when empty, repeated or unfit, and the user stays", () => {
    const rawHeaders = [
      ...["X-Forwarded-User", "42", "X-Forwarded-Email", "a@b.c", "X-Forwarded-Email", "d@e.f"],
      ...["X-Forwarded-Preferred-Username", "a\u0001b"],
    ];
    expect(identify({ rawHeaders })).toEqual({ id: "42", name: null, email: null });
  });

  it("do not make a user of their own", () => {
    const rawHeaders = ["X-Forwarded-Email", "alice@example.org"];
    expect(identify({ rawHeaders }, { defaultUserId: undefined })).toBeUndefined();
  });
});

describe("the default user", () => {
  it.each([
    "localhost",
    "LOCALHOST:3000",
    "localhost.",
    "chat.localhost:3000",
    "127.0.0.1:3000",
    "127.1.2.3",
    "[::1]:3000",
  ])("stands in when no header came and the Host is %s", (host) => {
    expect(identify({ host })).toEqual({ id: "local", name: null, email: null });
  });

  it.each([
    "evil.example:3000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evillocalhost",
    "0.0.0.0:3000",
    "192.168.0.2:3000",
    "[::2]:3000",
    "evil.example@localhost",
    "localhost:99999",
    "localhost/x",
    "",
    undefined,
  ])("is refused to a page that was rebound to this port: Host %s", (host) => {
    expect(identify({ host })).toBeUndefined();
  });

  it("stands in under the host of PUBLIC_URL, with its port or without the default one", () => {
    const publicUrl = "https://chat.example";
    expect(identify({ host: "chat.example" }, { publicUrl })?.id).toBe("local");
    expect(identify({ host: "CHAT.example:443" }, { publicUrl })?.id).toBe("local");
    expect(identify({ host: "chat.example:8443" }, { publicUrl })).toBeUndefined();
    expect(identify({ host: "other.example" }, { publicUrl })).toBeUndefined();
  });

  it("does not exist unless it is configured", () => {
    expect(identify({}, { defaultUserId: undefined })).toBeUndefined();
  });
});
