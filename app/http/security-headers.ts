import type { RequestHandler, Response } from "express";
import { beforeHead } from "./before-head.ts";

interface SecurityOptions {
  nonceOf(response: Response): string;
  /** Whose images may be shown in answers. */
  imageOrigins: readonly string[];
}

/**
 * Headers of every answer. Scripts run only from our own files or with the nonce of this answer; nothing but
 * diagrams is framed, nothing is loaded from elsewhere, and nobody else loads anything from here. A route may bring a
 * stricter policy of its own. What does not say how long it may be kept is somebody's own and not kept at all.
 * OWASP Secure Headers names the rest.
 */
export function securityHeaders({ nonceOf, imageOrigins }: SecurityOptions): RequestHandler {
  return (request, response, next) => {
    const policy = [
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonceOf(response)}'`,
      "style-src 'self'",
      `img-src ${["'self'", "data:", ...imageOrigins].join(" ")}`,
      "frame-src 'self'",
      "font-src 'self'",
      `connect-src 'self' ${socketOrigins(request.headers.host)}`,
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join("; ");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("X-DNS-Prefetch-Control", "off");
    response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    beforeHead(response, () => {
      setDefault(response, "Content-Security-Policy", policy);
      setDefault(response, "Cache-Control", "private, no-store");
    });
    next();
  };
}

function setDefault(response: Response, name: string, value: string): void {
  if (!response.hasHeader(name)) response.setHeader(name, value);
}

/** Browsers before CSP 3 do not let `'self'` cover WebSockets. */
function socketOrigins(host: string | undefined): string {
  return host !== undefined && /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "";
}
