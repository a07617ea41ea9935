import { join } from "node:path";
import { inject } from "vitest";
import { startCluster, type Cluster, type PostgresServer } from "#embedded/postgres/cluster.ts";
import type { ContainerCluster } from "./containers/container-cluster.ts";

export interface TestCluster extends Cluster {
  standby: PostgresServer;
  standbyUrl: string;
  /** Only where the servers run in containers: the network between them. */
  network: Pick<ContainerCluster, "cutReplication" | "mendReplication"> | undefined;
}

interface TestClusterOptions {
  /** Unique within the run. */
  name: string;
  settings: Record<string, string>;
  /** The `bin` directory of another PostgreSQL than the packaged one; it is never run in a container. */
  programsDir?: string | undefined;
}

/** Whether the servers of this run are in containers, and the network between them can be cut. */
export function areServersInContainers(): boolean {
  return inject("databaseImage") !== undefined;
}

/** A primary and its standby on what the run was given: the packaged servers, or containers. */
export async function startTestCluster(options: TestClusterOptions): Promise<TestCluster> {
  const image = inject("databaseImage");
  if (image === undefined || options.programsDir !== undefined) return startOnThisMachine(options);
  const { startContainerCluster } = await import("./containers/container-cluster.ts");
  const cluster = await startContainerCluster({
    image,
    run: inject("clusterRunDir"),
    settings: options.settings,
  });
  return { ...cluster, network: cluster };
}

async function startOnThisMachine({ name, settings, programsDir }: TestClusterOptions): Promise<TestCluster> {
  const cluster = await startCluster({
    // What the run's directory removes at its end begins with this word.
    dataDir: join(inject("clusterRunDir"), `worker-${name}`),
    log: () => undefined,
    settings,
    ...(programsDir !== undefined && { programsDir }),
  });
  const { standby, standbyUrl } = cluster;
  if (!standby || standbyUrl === undefined) throw new Error("The cluster has no standby");
  return { ...cluster, standby, standbyUrl, network: undefined };
}
