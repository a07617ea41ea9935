import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseConfig } from "#app/platform/config/config.ts";
import { isKnownVariable } from "#app/platform/config/variables/variables.ts";

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

const compose = z
  .object({
    services: z.record(
      z.string(),
      z
        .object({
          image: z.string(),
          environment: z.record(z.string(), z.string()).default({}),
          volumes: z.array(z.string()).default([]),
          ports: z.array(z.string()).default([]),
          depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).default([]),
          networks: z.union([
            z.array(z.string()),
            z.record(z.string(), z.object({ ipv4_address: z.string() })),
          ]),
        })
        .loose(),
    ),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(parse(read("docker-compose.yml"), { merge: true }));

const { services } = compose;
/** What Compose makes of `${NAME:-default}` when nothing is set. */
const withDefaults = (text: string) => text.replace(/\$\{\w+:-([^}]*)\}/g, "$1");
const environmentOf = (name: string) =>
  Object.fromEntries(
    Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, withDefaults(value)]),
  );

describe("docker-compose.yml", () => {
  it.each(["chatbot", "migration"])("gives %s a configuration that it accepts", (name) => {
    const variables = environmentOf(name);
    for (const key of Object.keys(variables)) expect(key).toSatisfy(isKnownVariable);
    expect(() => parseConfig({ NODE_ENV: "production", ...variables })).not.toThrow();
  });

  it("believes the user header of oauth2-proxy alone", () => {
    const networks = services["oauth2-proxy"]?.networks;
    const address = Array.isArray(networks) ? undefined : networks?.["inside"]?.ipv4_address;
    expect(parseConfig(environmentOf("chatbot")).identity).toMatchObject({
      trustedProxies: [address],
      defaultUserId: undefined,
    });
    expect(services["chatbot"]?.ports).toEqual([]);
  });

  it("opens ports to this machine alone", () => {
    const ports = Object.values(services).flatMap((service) => service.ports);
    expect(ports).not.toEqual([]);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it("names only services, volumes and versions that are there", () => {
    for (const { image, depends_on: needed, volumes } of Object.values(services)) {
      expect(withDefaults(image)).toMatch(/:(?!latest)[\w.-]+$/);
      for (const name of Array.isArray(needed) ? needed : Object.keys(needed)) {
        expect(Object.keys(services)).toContain(name);
      }
      for (const source of volumes.map((volume) => withDefaults(volume).split(":")[0] ?? "")) {
        if (!/^[./]/.test(source)) expect(Object.keys(compose.volumes)).toContain(source);
      }
    }
  });

  it("gives the identity provider and oauth2-proxy the same client", () => {
    const provider = z
      .object({ issuer: z.string(), staticClients: z.tuple([z.record(z.string(), z.unknown())]) })
      .parse(parse(read("compose/identity-provider.yaml")));
    const proxy = environmentOf("oauth2-proxy");
    expect(provider.issuer).toBe(proxy["OAUTH2_PROXY_OIDC_ISSUER_URL"]);
    expect(provider.staticClients[0]).toMatchObject({
      id: proxy["OAUTH2_PROXY_CLIENT_ID"],
      secret: proxy["OAUTH2_PROXY_CLIENT_SECRET"],
      redirectURIs: [proxy["OAUTH2_PROXY_REDIRECT_URL"]],
    });
    expect(proxy["OAUTH2_PROXY_COOKIE_SECRET"]).toHaveLength(32);
  });
});
