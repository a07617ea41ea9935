import { parseGatewayUrl } from "../base-url.ts";
import { lineOfText, parseDirectory, parseLimit } from "../value-parsers.ts";
import { variable } from "../variable.ts";

/** Where code runs. */
export const codeVariables = {
  jupyter: {
    gatewayUrl: variable("JUPYTER__GATEWAY_URL", {
      parse: parseGatewayUrl,
      unset: "none; outside production Python runs in processes of this program",
      example: "http://localhost:8888",
      doc: "Jupyter Enterprise Gateway or Jupyter Server whose kernels run code.",
    }),
    token: variable("JUPYTER__TOKEN", {
      parse: lineOfText(4_096),
      example: "a-long-random-text",
      secret: true,
      doc: "Its token.",
    }),
    kernelName: variable("JUPYTER__KERNEL_NAME", {
      parse: lineOfText(255),
      unset: "the server's default",
      example: "python3",
      doc: "Kernelspec of the kernels.",
    }),
    kernelNamespace: variable("JUPYTER__KERNEL_NAMESPACE", {
      parse: lineOfText(63),
      example: "chat-kernels",
      doc: "Kubernetes namespace that Enterprise Gateway starts kernels in.",
    }),
    sharedVolumeMountPath: variable("JUPYTER__SHARED_VOLUME_MOUNT_PATH", {
      parse: parseDirectory,
      default: "/mnt/shared",
      example: "/mnt/shared",
      doc: "Where a kernel finds the volume of its conversation.",
    }),
    sharedVolumeNfsServer: variable("JUPYTER__SHARED_VOLUME_NFS_SERVER", {
      parse: lineOfText(255),
      unset: "no shared volume",
      example: "nfs.example.org",
      doc: "NFS server of the volume that kernels get.",
    }),
    sharedVolumeNfsPath: variable("JUPYTER__SHARED_VOLUME_NFS_PATH", {
      parse: parseDirectory,
      default: "/",
      example: "/exports/chat",
      doc: "Path of the volume there; each conversation has the folder `<user>/<conversation>` below it.",
    }),
  },
  kernelLimits: {
    runSeconds: variable("LIMIT_RUN_SECONDS", {
      parse: parseLimit,
      default: "120",
      example: "120",
      doc: "Seconds that one run of code may take; then it is interrupted, and its kernel restarted if that does not help.",
    }),
    kernelsPerUser: variable("LIMIT_KERNELS_PER_USER", {
      parse: parseLimit,
      default: "3",
      example: "3",
      doc: "Kernels of one user at once, in one process.",
    }),
    kernels: variable("LIMIT_KERNELS", {
      parse: parseLimit,
      default: "50",
      example: "50",
      doc: "Kernels at once, in one process.",
    }),
    idleSeconds: variable("LIMIT_KERNEL_IDLE_SECONDS", {
      parse: parseLimit,
      default: "1800",
      example: "1800",
      doc: "Seconds after which a kernel that nobody uses is ended.",
    }),
  },
};
