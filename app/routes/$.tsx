import { pageError } from "./page/page-error.server.ts";

/** Every address that names nothing. */
export function loader(): never {
  throw pageError("not_found", { message: "There is no page at this address." });
}

export function action(): never {
  return loader();
}

export default function NoPage() {
  return null;
}
