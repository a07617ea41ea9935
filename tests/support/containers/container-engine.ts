import { ImageName, getContainerRuntimeClient, type ContainerRuntimeClient } from "testcontainers";

/** The run of the tests that a container or network belongs to. */
export const runLabel = "chatbot.test-run";

/**
 * The engine, and the image of the servers: pulled where it is not there yet.
 * @throws Error that says what is missing and how to get it
 */
export async function requireEngine(image: string): Promise<ContainerRuntimeClient> {
  const engine = await getContainerRuntimeClient().catch((cause: unknown) => {
    throw new Error("no container engine answers; start Docker or set DOCKER_HOST", { cause });
  });
  const name = ImageName.fromString(image);
  if (await engine.image.exists(name)) return engine;
  try {
    await engine.image.pull(name);
  } catch (cause) {
    throw new Error(`the image ${image} cannot be had; set TEST_DATABASE_IMAGE to one that can`, { cause });
  }
  return engine;
}

/** Removes what a run left: its containers with their data, and its networks. */
export async function removeContainersOf(run: string): Promise<void> {
  const { dockerode } = (await getContainerRuntimeClient()).container;
  const filters = { label: [`${runLabel}=${run}`] };
  const containers = await dockerode.listContainers({ all: true, filters });
  await Promise.all(containers.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true })));
  const networks = await dockerode.listNetworks({ filters });
  await Promise.all(networks.map(({ Id }) => dockerode.getNetwork(Id).remove()));
}
