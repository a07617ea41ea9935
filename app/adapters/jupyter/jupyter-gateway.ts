import type { KernelGateway } from "#app/core/kernels/kernel-gateway.ts";
import { authorization, createJupyterRest } from "./jupyter-rest.ts";
import type { JupyterSettings } from "./jupyter-settings.ts";
import { kernelEnvironment } from "./kernel-environment.ts";
import { KernelSocket, usualTiming, type SocketTiming } from "./kernel-socket.ts";

const usualAbilities =
  "Python 3 with the packages of a Jupyter kernel, usually numpy, pandas and matplotlib. Plots are shown when they are drawn.";

/** Kernels of a Jupyter Server or a Jupyter Enterprise Gateway. */
export function createJupyterGateway(
  settings: JupyterSettings,
  timing: SocketTiming = usualTiming,
): KernelGateway {
  const rest = createJupyterRest(settings);
  const socketBase = `${settings.url.replace(/\/+$/, "").replace(/^http/, "ws")}/api/kernels`;
  return {
    abilities: settings.abilities ?? usualAbilities,
    start: (owner, signal) => rest.start(kernelEnvironment(owner, settings), signal),
    connect(kernelId, sessionId, listener, signal) {
      const url = `${socketBase}/${kernelId}/channels?session_id=${encodeURIComponent(sessionId)}`;
      const address = { url, headers: authorization(settings) };
      return KernelSocket.open({ kernelId, address, rest, listener, timing }, signal);
    },
    interrupt: (kernelId, signal) => rest.interrupt(kernelId, signal),
    restart: (kernelId, signal) => rest.restart(kernelId, signal),
    end: (kernelId, signal) => rest.end(kernelId, signal),
  };
}
