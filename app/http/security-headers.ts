import type { RequestHandler, Response } from "express";

interface SecurityOptions {
  nonceOf(response: Response): string;
  /** Whose images may be shown in answers. */
  imageOrigins: readonly string[];
}

/**
 * Headers of every answer. Scripts run only from our own files or with the nonce of this answer; nothing but
 * diagrams is framed, nothing is loaded from elsewhere. OWASP Secure Headers names the rest.
 */
export function securityHeaders({ nonceOf, imageOrigins }: SecurityOptions): RequestHandler {
  return (request, response, next) => {
    const page = [
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
    ];
    const csp = request.path === diagramPath ? diagramFrame(nonceOf(response)) : page;
    response.setHeader("Content-Security-Policy", csp.join("; "));
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    next();
  };
}

const diagramPath = "/diagram";

/**
 * The frame of diagrams runs a large program of others on what strangers wrote: it has no origin and no network. The
 * program comes as a blob and writes styles into its drawings; in here they can neither load nor cover anything.
 */
function diagramFrame(nonce: string): string[] {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' blob:`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-scripts",
  ];
}

/** Browsers before CSP 3 do not let `'self'` cover WebSockets. */
function socketOrigins(host: string | undefined): string {
  return host !== undefined && /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "";
}
