import { createJupyterGateway } from "../adapters/jupyter/jupyter-gateway.ts";
import { createKernelPanel, type KernelPanel } from "../core/kernels/kernel-panel.ts";
import { Kernels } from "../core/kernels/kernels.ts";
import type { FramePublisher } from "../core/turn/frame-publisher.ts";
import type { Config } from "../platform/config/config.ts";
import type { Component } from "../platform/lifecycle.ts";
import type { Logger } from "../platform/log.ts";

export interface KernelOptions {
  config: Pick<Config, "jupyter" | "kernelLimits">;
  /** Where code runs; undefined: nowhere. */
  jupyter?: { url: string; token?: string | undefined; abilities?: string | undefined } | undefined;
}

/** What an interrupt may take before the kernel is restarted; a flood has to be read to its end first. */
const interruptMs = 5_000;
/** Runs of one conversation that may wait. */
const waitingRuns = 20;

/** Where the code of conversations runs. */
export function composeKernels(
  { config: { jupyter: settings, kernelLimits }, jupyter }: KernelOptions,
  { publisher, log }: { publisher: FramePublisher; log: Logger },
): { panel: KernelPanel; component: Component } {
  const { kernelName, kernelNamespace, sharedVolumeNfsServer } = settings;
  const kernels =
    jupyter &&
    new Kernels({
      gateway: createJupyterGateway({
        ...jupyter,
        kernelName,
        kernelNamespace,
        sharedVolume:
          sharedVolumeNfsServer === undefined
            ? undefined
            : {
                mountPath: settings.sharedVolumeMountPath,
                nfsServer: sharedVolumeNfsServer,
                nfsPath: settings.sharedVolumeNfsPath,
              },
      }),
      limits: {
        runMs: kernelLimits.runSeconds * 1000,
        interruptMs,
        waitingRuns,
        mostPerUser: kernelLimits.kernelsPerUser,
        most: kernelLimits.kernels,
        idleMs: kernelLimits.idleSeconds * 1000,
      },
      onState: ({ userId, conversationId }, state) =>
        publisher.publishToConversation(userId, conversationId, {
          type: "kernel.changed",
          conversationId,
          state,
        }),
      log,
    });
  return {
    panel: createKernelPanel(kernels),
    component: { name: "kernels", stop: () => kernels?.close() },
  };
}
