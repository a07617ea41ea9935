import type { KernelInfo } from "#app/protocol/kernels.ts";
import type { Kernels } from "./kernels.ts";

/** What a person sees and does about the kernel of a conversation of theirs; that it is theirs has been looked up before. */
export interface KernelPanel {
  read(conversationId: string, signal: AbortSignal): Promise<KernelInfo>;
  /** Ends it; what runs is stopped. */
  end(conversationId: string): Promise<void>;
}

/** @param kernels undefined where code does not run */
export function createKernelPanel(kernels: Kernels | undefined): KernelPanel {
  return {
    async read(conversationId, signal) {
      const state = kernels?.stateOf(conversationId) ?? "off";
      const variables = state === "idle" ? await kernels?.readVariables(conversationId, signal) : undefined;
      return { state, ...(variables && { variables }) };
    },
    end: async (conversationId) => kernels?.end(conversationId),
  };
}
