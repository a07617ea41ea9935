/** An error that TGI's router knows; each has its HTTP status outside of streams. */
const statusOfType = {
  validation: 422,
  overloaded: 429,
  generation: 424,
} as const;

export class TgiError extends Error {
  readonly errorType: keyof typeof statusOfType;

  constructor(errorType: keyof typeof statusOfType, message: string) {
    super(message);
    this.name = "TgiError";
    this.errorType = errorType;
  }

  get status(): number {
    return statusOfType[this.errorType];
  }
}

/** An answer other than JSON: of the layer that reads requests, or of a proxy in front. */
export class PlainError extends Error {
  readonly status: number;
  readonly contentType: string;

  constructor(status: number, body: string, contentType = "text/plain; charset=utf-8") {
    super(body);
    this.name = "PlainError";
    this.status = status;
    this.contentType = contentType;
  }
}

export function validationError(message: string): TgiError {
  return new TgiError("validation", `Input validation error: ${message}`);
}

/** The connection shall break without another word. */
export class ConnectionCut extends Error {}
