import programUrl from "mermaid/dist/mermaid.min.js?url";

/**
 * The text of Mermaid's program, about 1 MB compressed. It is fetched by the page and handed to the frame, which could
 * not fetch it: a frame without an origin sends no cookies, and a proxy in front of the app would turn it away.
 * @throws Error when it cannot be fetched
 */
export async function fetchDiagramProgram(): Promise<string> {
  const response = await fetch(programUrl);
  if (!response.ok)
    throw new Error(`The program that draws diagrams could not be fetched (${response.status}).`);
  return response.text();
}
