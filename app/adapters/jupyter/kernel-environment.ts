import { createHash } from "node:crypto";
import type { KernelOwner } from "#app/core/kernels/kernel-gateway.ts";
import type { JupyterSettings } from "./jupyter-settings.ts";

const volumeName = "shared-vol";
const plainName = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/;

/**
 * A user id as a name that is safe in paths, in Kubernetes and in a shell: itself where it is plain, else its hash, whose
 * prefix no plain name keeps. Two people never share one.
 */
export function safeName(userId: string): string {
  if (plainName.test(userId) && !userId.startsWith("u-")) return userId;
  return `u-${createHash("sha256").update(userId).digest("hex").slice(0, 40)}`;
}

/** What Enterprise Gateway reads of a request for a kernel; Jupyter Server ignores it. */
export function kernelEnvironment(
  { userId, conversationId }: KernelOwner,
  { kernelNamespace, sharedVolume }: JupyterSettings,
): Record<string, string> {
  const name = safeName(userId);
  return {
    KERNEL_USERNAME: name,
    ...(kernelNamespace === undefined ? {} : { KERNEL_NAMESPACE: kernelNamespace }),
    ...(sharedVolume && {
      KERNEL_VOLUME_MOUNTS: JSON.stringify([{ name: volumeName, mountPath: sharedVolume.mountPath }]),
      KERNEL_VOLUMES: JSON.stringify([
        {
          name: volumeName,
          nfs: {
            server: sharedVolume.nfsServer,
            path: `${sharedVolume.nfsPath.replace(/\/+$/, "")}/${name}/${conversationId}`,
          },
        },
      ]),
    }),
  };
}
