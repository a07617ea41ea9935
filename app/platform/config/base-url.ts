import { InvalidValue } from "./config-error.ts";

/**
 * Reads an http(s) URL that others extend by a path.
 * @throws InvalidValue whose message holds no part of the URL
 */
function parseHttpUrl(text: string): URL {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new InvalidValue("must be a URL that begins with http:// or https://");
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw new InvalidValue("must not contain a user name or password");
  }
  if (/[?#]/.test(text)) throw new InvalidValue("must not contain ? or #");
  return url;
}

/** The address of a model server: without a trailing slash and without a trailing `/v1`, with its path prefix. */
export function parseModelUrl(text: string): string {
  const { origin, pathname } = parseHttpUrl(text);
  const path = pathname.replace(/\/+$/, "");
  if (/\/(?:chat\/)?completions$|\/generate(?:_stream)?$/.test(path)) {
    throw new InvalidValue("must be the address of the server, without the route of one request");
  }
  return origin + path.replace(/\/v1$/, "").replace(/\/+$/, "");
}

/** The address of a Jupyter server: without a trailing slash, with its path prefix. */
export function parseGatewayUrl(text: string): string {
  const { origin, pathname } = parseHttpUrl(text);
  return origin + pathname.replace(/\/+$/, "");
}

/** An external origin, for example `https://chat.example.org`. */
export function parseOrigin(text: string): string {
  const { origin, pathname } = parseHttpUrl(text);
  if (pathname !== "/") throw new InvalidValue("must be an origin without a path");
  return origin;
}

/** Origins with commas between. */
export function parseOrigins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter((origin) => origin !== "")
    .map(parseOrigin);
}

/** A path of this host or a whole http(s) URL; the sign-out page may be anywhere and may have a query. */
export function parseLinkTarget(text: string): string {
  if (/^\/(?![/\\])[^\s\\]*$/.test(text)) return text;
  if (/^https?:\/\/[^\s\\]+$/i.test(text) && URL.canParse(text)) {
    const { username, password } = new URL(text);
    if (username === "" && password === "") return text;
  }
  throw new InvalidValue(
    "must be a path that begins with one / or an http(s) URL without user name and password",
  );
}
