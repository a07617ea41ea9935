import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseConfig } from "#app/platform/config/config.ts";
import { isKnownVariable } from "#app/platform/config/variables/variables.ts";
import { isInstalled } from "#tests/support/is-installed.ts";
import { buildCombination, buildManifests, manifestsFolder, type Resource } from "./build-manifests.ts";

const hasKubectl = isInstalled(
  spawnSync("kubectl", ["version", "--client"]).status === 0,
  "kubectl (Debian: apt-get install kubernetes-client)",
);

const list = (folder: string) => readdirSync(join(manifestsFolder, folder)).sort();
const components = list("components");
const databases = components.filter((name) => name.startsWith("postgres-"));
const models = ["tgi", "vllm"];
/** Each alone, and each database with each model and everything else. */
const combinations = [
  ...components.map((name) => [name]),
  ...databases.flatMap((database) =>
    models.map((model) => [
      database,
      model,
      ...components.filter((name) => !databases.includes(name) && !models.includes(name)),
    ]),
  ),
];

const named = z.object({ name: z.string(), optional: z.boolean().optional() });
const container = z
  .object({
    name: z.string(),
    image: z.string(),
    env: z
      .array(
        z
          .object({
            name: z.string(),
            valueFrom: z.object({ secretKeyRef: named.loose() }).loose().optional(),
          })
          .loose(),
      )
      .default([]),
    envFrom: z.array(z.object({ configMapRef: named.optional(), secretRef: named.optional() })).default([]),
    livenessProbe: z.unknown().optional(),
    readinessProbe: z.unknown().optional(),
    resources: z.object({
      requests: z.object({ cpu: z.string(), memory: z.string() }).loose(),
      limits: z.object({ memory: z.string() }).loose(),
    }),
    securityContext: z
      .object({
        allowPrivilegeEscalation: z.literal(false),
        readOnlyRootFilesystem: z.literal(true),
        capabilities: z.object({ drop: z.tuple([z.literal("ALL")]) }),
      })
      .loose(),
    volumeMounts: z.array(z.object({ name: z.string() }).loose()).default([]),
  })
  .loose();
const volume = z
  .object({
    name: z.string(),
    configMap: named.loose().optional(),
    secret: z.object({ secretName: z.string() }).loose().optional(),
    persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
  })
  .loose();
const workload = z.object({
  spec: z.object({
    volumeClaimTemplates: z.array(z.object({ metadata: named })).default([]),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }).loose(),
      spec: z
        .object({
          serviceAccountName: z.string(),
          automountServiceAccountToken: z.literal(false),
          enableServiceLinks: z.literal(false),
          securityContext: z
            .object({
              runAsNonRoot: z.literal(true),
              runAsUser: z.number().positive(),
              seccompProfile: z.object({ type: z.literal("RuntimeDefault") }),
            })
            .loose(),
          initContainers: z.array(container).default([]),
          containers: z.array(container).min(1),
          volumes: z.array(volume).default([]),
        })
        .loose(),
    }),
  }),
});

const workloadKinds = ["Deployment", "StatefulSet", "Job"];

function expectSound(resources: readonly Resource[]): void {
  const namesOf = (kind: string) =>
    resources.filter((resource) => resource.kind === kind).map((resource) => resource.metadata.name);
  const keys = resources.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(keys).toEqual([...new Set(keys)]);
  for (const resource of resources.filter(({ kind }) => workloadKinds.includes(kind))) {
    const { volumeClaimTemplates, template } = workload.parse(resource).spec;
    const { containers, initContainers, volumes, serviceAccountName } = template.spec;
    const all = [...initContainers, ...containers];
    expect(namesOf("ServiceAccount"), "an account of its own").toContain(serviceAccountName);
    for (const { image } of all) expect(image).toMatch(/:(?!latest)[\w.-]+$|@sha256:[\da-f]{64}$/);
    if (resource.kind !== "Job") {
      for (const part of containers) {
        expect(part, part.name).toMatchObject({
          livenessProbe: expect.any(Object),
          readinessProbe: expect.any(Object),
        });
      }
    }
    expectReferencesResolved(all, volumes, namesOf);
    const available = [
      ...volumes.map(({ name }) => name),
      ...volumeClaimTemplates.map((claim) => claim.metadata.name),
    ];
    for (const mount of all.flatMap(({ volumeMounts }) => volumeMounts))
      expect(available).toContain(mount.name);
  }
  expectServicesLeadSomewhere(resources);
}

function expectReferencesResolved(
  containers: readonly z.infer<typeof container>[],
  volumes: readonly z.infer<typeof volume>[],
  namesOf: (kind: string) => string[],
): void {
  const sources = containers.flatMap(({ envFrom }) => envFrom);
  const configMaps = [
    ...sources.map((source) => source.configMapRef),
    ...volumes.map((entry) => entry.configMap),
  ];
  const secrets = [
    ...sources.map((source) => source.secretRef?.name),
    ...containers.flatMap(({ env }) => env.map(({ valueFrom }) => valueFrom?.secretKeyRef.name)),
    ...volumes.map((entry) => entry.secret?.secretName),
  ];
  const claims = volumes.map((entry) => entry.persistentVolumeClaim?.claimName);
  for (const reference of configMaps) if (reference) expect(namesOf("ConfigMap")).toContain(reference.name);
  for (const name of secrets) if (name !== undefined) expect(namesOf("Secret")).toContain(name);
  for (const name of claims) if (name !== undefined) expect(namesOf("PersistentVolumeClaim")).toContain(name);
}

const service = z.object({
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.array(z.object({ targetPort: z.string() }).loose()),
  }),
});

function expectServicesLeadSomewhere(resources: readonly Resource[]): void {
  const pods = resources
    .filter(({ kind }) => workloadKinds.includes(kind))
    .map((resource) => workload.parse(resource).spec.template);
  for (const resource of resources.filter(({ kind }) => kind === "Service")) {
    const { selector, ports } = service.parse(resource).spec;
    const chosen = pods.filter(({ metadata }) =>
      Object.entries(selector).every(([label, value]) => metadata.labels[label] === value),
    );
    expect(chosen, `pods of the Service ${resource.metadata.name}`).toHaveLength(1);
    const named = z.array(
      z.object({ ports: z.array(z.object({ name: z.string() }).loose()).default([]) }).loose(),
    );
    const portNames = named
      .parse(chosen[0]?.spec.containers)
      .flatMap((part) => part.ports.map(({ name }) => name));
    for (const { targetPort } of ports) expect(portNames).toContain(targetPort);
  }
}

const settings = z.object({
  data: z.record(z.string(), z.string()).default({}),
});

function readVariables(resources: readonly Resource[]): Record<string, string> {
  const find = (kind: string, prefix: string) =>
    settings.parse(
      resources.find((resource) => resource.kind === kind && resource.metadata.name.startsWith(prefix)),
    ).data;
  const secrets = Object.entries(find("Secret", "chatbot-secrets"));
  return {
    NODE_ENV: "production",
    PORT: "3000",
    ...find("ConfigMap", "chatbot-config"),
    ...Object.fromEntries(secrets.map(([key, value]) => [key, Buffer.from(value, "base64").toString()])),
  };
}

describe.skipIf(!hasKubectl)("the manifests (skipped without kubectl; install it to run this)", () => {
  it.each(combinations)("are sound with %s and what follows it: %s %s", async (...names) => {
    const resources = await buildCombination(names.map((name) => `components/${name}`));
    expectSound(resources);
    const variables = readVariables(resources);
    for (const name of Object.keys(variables)) expect(name).toSatisfy(isKnownVariable);
    expect(() => parseConfig(variables)).not.toThrow();
  });

  it.each(list("overlays"))("are sound in the overlay %s", async (name) => {
    const resources = await buildManifests(join(manifestsFolder, "overlays", name));
    expectSound(resources);
    expect(() => parseConfig(readVariables(resources))).not.toThrow();
  });

  it("let nothing in or out by default where networks are closed", async () => {
    const resources = await buildCombination(["components/network-policies"]);
    expect(resources).toContainEqual(
      expect.objectContaining({
        kind: "NetworkPolicy",
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      }),
    );
  });

  it("lead people to the sign-in proxy and not past it", async () => {
    const resources = await buildCombination(["components/oauth2-proxy"]);
    const [web] = resources.filter(({ kind }) => kind === "Service");
    expect(service.parse(web).spec.ports).toEqual([expect.objectContaining({ targetPort: "sign-in" })]);
    expect(parseConfig(readVariables(resources)).identity.trustedProxies).toEqual(["127.0.0.0/8", "::1"]);
  });

  it("migrate and listen on the primary itself behind PgBouncer", async () => {
    const resources = await buildCombination(["components/pgbouncer"]);
    const { postgres } = parseConfig(readVariables(resources));
    expect(postgres.primaryUrl).toContain("@pgbouncer:6432/chatbot?prepare=false");
    expect(postgres.listenUrl).not.toContain("pgbouncer");
    const job = workload.parse(resources.find(({ kind }) => kind === "Job")).spec.template.spec.containers[0];
    expect(job?.env).toContainEqual(
      expect.objectContaining({
        name: "POSTGRES_PRIMARY_URL",
        valueFrom: { secretKeyRef: expect.objectContaining({ key: "POSTGRES_LISTEN_URL" }) },
      }),
    );
  });
});
