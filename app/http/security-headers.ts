import type { RequestHandler, Response } from "express";

/**
 * Headers of every answer. Scripts run only from our own files or with the nonce of this answer; nothing is
 * framed, nothing is loaded from elsewhere. OWASP Secure Headers names the rest.
 */
export function securityHeaders(nonceOf: (response: Response) => string): RequestHandler {
  return (request, response, next) => {
    const csp = [
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonceOf(response)}'`,
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self' ${socketOrigins(request.headers.host)}`,
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join("; ");
    response.setHeader("Content-Security-Policy", csp);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    next();
  };
}

/** Browsers before CSP 3 do not let `'self'` cover WebSockets. */
function socketOrigins(host: string | undefined): string {
  return host !== undefined && /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "";
}
