import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { parseConfig } from "#app/platform/config/config.ts";
import { isKnownVariable } from "#app/platform/config/variables/variables.ts";
import { isInstalled } from "#tests/support/is-installed.ts";

const base = fileURLToPath(new URL("../../manifests/base/", import.meta.url));
const read = (name: string) => readFileSync(base + name, "utf8");

const probeSchema = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const containerSchema = z.object({
  image: z.string(),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  envFrom: z.array(
    z.object({
      configMapRef: z.object({ name: z.string() }).optional(),
      secretRef: z.object({ name: z.string() }).optional(),
    }),
  ),
  livenessProbe: probeSchema.optional(),
  readinessProbe: probeSchema.optional(),
  lifecycle: z.object({ preStop: z.object({ exec: z.object({ command: z.array(z.string()) }) }) }).optional(),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
  }),
});
const workloadSchema = z.object({
  kind: z.string(),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number().default(30),
        securityContext: z.object({ runAsNonRoot: z.literal(true) }),
        containers: z.tuple([containerSchema]),
      }),
    }),
  }),
});
const serviceSchema = z.object({
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.tuple([z.object({ targetPort: z.string() })]),
  }),
});

const deployment = workloadSchema.parse(parse(read("deployment.yaml"))).spec.template;
const job = workloadSchema.parse(parse(read("migration-job.yaml"))).spec.template;
const service = serviceSchema.parse(parse(read("service.yaml"))).spec;
const [web] = deployment.spec.containers;

function readVariables(name: string): [key: string, value: string][] {
  return read(name)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
}

const variables = [...readVariables("params.env"), ...readVariables("secret-params.env")];
const ownVariables = web.env.map(({ name, value }): [string, string] => [name, value]);
const given = { NODE_ENV: "production", ...Object.fromEntries([...variables, ...ownVariables]) };

describe("the configuration in the manifests", () => {
  it.each(Object.keys(given))("uses a key that the program knows: %s", (key) => {
    expect(key).toSatisfy(isKnownVariable);
  });

  it("is accepted by the program", () => {
    expect(parseConfig(given)).toMatchObject({ environment: "production", port: 3000 });
  });

  it("gives each key once", () => {
    const keys = [...variables, ...ownVariables].map(([key]) => key);
    expect(keys).toEqual([...new Set(keys)]);
  });
});

describe("the Deployment", () => {
  it("is alive by /api/healthz and ready by /api/readyz, on the port that the program listens on", () => {
    expect(web.livenessProbe?.httpGet).toEqual({ path: "/api/healthz", port: "http" });
    expect(web.readinessProbe?.httpGet).toEqual({ path: "/api/readyz", port: "http" });
    expect(web.ports).toEqual([{ name: "http", containerPort: parseConfig(given).port }]);
  });

  it("is given more time to end than preStop and draining take", () => {
    const preStopMs = /setTimeout\(\(\) => \{\}, (\d+)\)/.exec(
      web.lifecycle?.preStop.exec.command[2] ?? "",
    )?.[1];
    const preStopSeconds = Number(preStopMs) / 1000;
    const drainedSeconds = preStopSeconds + parseConfig(given).shutdownGraceSeconds;
    expect(deployment.spec.terminationGracePeriodSeconds).toBeGreaterThan(drainedSeconds);
  });
});

describe("the Service", () => {
  const selects = (labels: Record<string, string>) =>
    Object.entries(service.selector).every(([label, value]) => labels[label] === value);

  it("leads to the Deployment's pods and not to the Job's", () => {
    expect(selects(deployment.metadata.labels)).toBe(true);
    expect(selects(job.metadata.labels)).toBe(false);
    expect(service.ports[0].targetPort).toBe("http");
  });
});

const hasKubectl = isInstalled(
  spawnSync("kubectl", ["version", "--client"]).status === 0,
  "kubectl (Debian: apt-get install kubernetes-client)",
);

describe.skipIf(!hasKubectl)("kubectl kustomize (skipped without kubectl; install it to run this)", () => {
  it("builds the base, and every reference to generated configuration is resolved", () => {
    const documents = parseAllDocuments(execFileSync("kubectl", ["kustomize", base], { encoding: "utf8" }));
    const resources = documents.map((document) =>
      z
        .object({ kind: z.string(), metadata: z.object({ name: z.string() }) })
        .loose()
        .parse(document.toJS()),
    );
    const namesOf = (kind: string) =>
      resources.filter((resource) => resource.kind === kind).map((resource) => resource.metadata.name);
    const workloads = resources.filter(({ kind }) => kind === "Deployment" || kind === "Job");
    expect(resources.map(({ kind }) => kind).sort()).toEqual([
      "ConfigMap",
      "Deployment",
      "HorizontalPodAutoscaler",
      "Job",
      "PodDisruptionBudget",
      "Secret",
      "Service",
      "ServiceAccount",
    ]);
    for (const workload of workloads) {
      const [container] = workloadSchema.parse(workload).spec.template.spec.containers;
      expect(container.image).toMatch(/^chatbot:\d/);
      expect(container.envFrom).toEqual([
        { configMapRef: { name: namesOf("ConfigMap")[0] } },
        { secretRef: { name: namesOf("Secret")[0] } },
      ]);
    }
  });
});
