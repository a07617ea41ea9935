/** Liveness: answers while the process lives and touches nothing else. */
export function loader() {
  return Response.json("OK", { headers: { "Cache-Control": "no-store" } });
}
