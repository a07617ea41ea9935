import { describe, expect, it } from "vitest";
import { kernelEnvironment, safeName } from "./kernel-environment.ts";

describe("safeName", () => {
  it("leaves plain names as they are", () => {
    for (const name of ["ann", "Ann_2", "a-b"]) expect(safeName(name)).toBe(name);
  });

  it("gives hostile names one that is safe in paths, and no two people the same", () => {
    const hostile = [
      "..",
      "../bob",
      "/etc",
      "a/b",
      "a b",
      "$(id)",
      "bob\n",
      "",
      "-rf",
      "u-bob",
      "bob@example.org",
      "bøb",
      "x".repeat(80),
    ];
    const names = hostile.map(safeName);
    for (const name of names) expect(name).toMatch(/^u-[0-9a-f]{40}$/);
    expect(new Set([...names, ...names.map(safeName)]).size).toBe(2 * names.length);
  });
});

describe("kernelEnvironment", () => {
  it("names the person, the namespace and the conversation's own folder of the volume", () => {
    const sharedVolume = { mountPath: "/mnt/shared", nfsServer: "nfs", nfsPath: "/exports/" };
    const settings = { url: "http://gateway", kernelNamespace: "kernels", sharedVolume };
    expect(kernelEnvironment({ userId: "ann", conversationId: "c1" }, settings)).toEqual({
      KERNEL_USERNAME: "ann",
      KERNEL_NAMESPACE: "kernels",
      KERNEL_VOLUME_MOUNTS: '[{"name":"shared-vol","mountPath":"/mnt/shared"}]',
      KERNEL_VOLUMES: '[{"name":"shared-vol","nfs":{"server":"nfs","path":"/exports/ann/c1"}}]',
    });
  });
});
