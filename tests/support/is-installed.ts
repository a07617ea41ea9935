/**
 * Whether the tests of a program run: where it is missing they are skipped, and in continuous integration they fail.
 * @param what names the program and how to get it
 * @throws Error in continuous integration, where nothing is skipped
 */
export function isInstalled(isThere: boolean, what: string): boolean {
  if (!isThere && process.env["CI"]) throw new Error(`${what} is missing, and nothing is skipped here.`);
  return isThere;
}
