/** Of JUPYTER__*. */
export interface JupyterSettings {
  /** Of Jupyter Enterprise Gateway or Jupyter Server; a path at its end is kept. */
  url: string;
  token?: string | undefined;
  /** Of the kernelspec; the gateway's own default when absent. */
  kernelName?: string | undefined;
  /** Kubernetes' namespace of the kernels. */
  kernelNamespace?: string | undefined;
  sharedVolume?:
    | {
        /** Where kernels and this process find it. */
        mountPath: string;
        nfsServer: string;
        nfsPath: string;
      }
    | undefined;
  /** What code finds there, in a sentence for the model. */
  abilities?: string | undefined;
}
