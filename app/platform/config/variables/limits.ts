import { parseLimit } from "../value-parsers.ts";
import { variable } from "../variable.ts";

export const limitVariables = {
  limits: {
    socketsPerUser: variable("LIMIT_SOCKETS_PER_USER", {
      parse: parseLimit,
      default: "10000",
      example: "10000",
      doc: "Open sockets of one user, in one process.",
    }),
    socketSessionSeconds: variable("SOCKET_SESSION_SECONDS", {
      parse: parseLimit,
      default: "600",
      example: "600",
      doc: "How long a socket lives on the sign-in that it was opened with. Then it is closed with 4401; browsers connect again at once, and whose session has ended stays out.",
    }),
    generationsPerUser: variable("LIMIT_GENERATIONS_PER_USER", {
      parse: parseLimit,
      default: "1000",
      example: "1000",
      doc: "Answers written at once for one user, in one process.",
    }),
    frameBytes: variable("LIMIT_FRAME_BYTES", {
      parse: parseLimit,
      default: "1048576",
      example: "1048576",
      doc: "Bytes of the largest frame that a client may send.",
    }),
    framesPerSecond: variable("LIMIT_FRAMES_PER_SECOND", {
      parse: parseLimit,
      default: "200",
      example: "200",
      doc: "Frames a second from one socket in the long run; ten times as many may come in one go.",
    }),
    queuedAnswers: variable("LIMIT_QUEUED_ANSWERS", {
      parse: parseLimit,
      default: "200",
      example: "200",
      doc: "Answers that may wait for one busy model, in one process.",
    }),
    queueSeconds: variable("LIMIT_QUEUE_SECONDS", {
      parse: parseLimit,
      default: "60",
      example: "60",
      doc: "Seconds that an answer waits for a busy model.",
    }),
    tokensPerDay: variable("LIMIT_TOKENS_PER_DAY", {
      parse: parseLimit,
      unset: "no limit",
      example: "500000",
      doc: "Tokens of one user, prompts and answers, from midnight to midnight UTC.",
    }),
    breakerFailures: variable("MODEL_BREAKER_FAILURES", {
      parse: parseLimit,
      default: "5",
      example: "5",
      doc: "Failures in a row after which a model server is left alone for MODEL_BREAKER_SECONDS.",
    }),
    breakerSeconds: variable("MODEL_BREAKER_SECONDS", {
      parse: parseLimit,
      default: "5",
      example: "5",
      doc: "How long a model server that failed is left alone.",
    }),
  },
};
