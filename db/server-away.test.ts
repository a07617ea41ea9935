import { constants } from "node:os";
import * as dns from "node:dns";
import { describe, expect, it } from "vitest";
import { isServerAway } from "./server-away.ts";

const failure = (code: string) => Object.assign(new Error("failed"), { code });

/** OpenSSL's names, as Node gives them in `error.code`. */
const certificateCodes = [
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_CRL",
  "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
  "CERT_SIGNATURE_FAILURE",
  "CERT_NOT_YET_VALID",
  "CERT_HAS_EXPIRED",
  "CRL_HAS_EXPIRED",
  "ERROR_IN_CERT_NOT_BEFORE_FIELD",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_CHAIN_TOO_LONG",
  "CERT_REVOKED",
  "INVALID_CA",
  "PATH_LENGTH_EXCEEDED",
  "INVALID_PURPOSE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_WRONG_VERSION_NUMBER",
];

/** Classes 08, 28, 53, 57P and 58 of PostgreSQL's table, and those that stand alone. */
const awayStates = [
  ...["08000", "08001", "08003", "08004", "08006", "08P01", "28000", "28P01", "3D000"],
  ...["53000", "53100", "53200", "53300", "53400", "57P01", "57P02", "57P03", "57P04", "57P05"],
  ...["58000", "58030", "58P01", "58P02", "F0000", "XX001", "XX002", "25006"],
];

describe("a server counts as away", () => {
  it.each([
    ...Object.keys(constants.errno),
    ...Object.values(dns).filter((code) => typeof code === "string"),
  ])("for %s of the system", (code) => expect(isServerAway(failure(code))).toBe(code.startsWith("E")));

  it.each([...certificateCodes, ...awayStates, "EAI_AGAIN", "EAI_FAIL", "CONNECT_TIMEOUT"])(
    "for %s",
    (code) => {
      expect(isServerAway(failure(code))).toBe(true);
      expect(isServerAway(new Error("wrapped", { cause: failure(code) }))).toBe(true);
    },
  );

  it.each(["23505", "40001", "40P01", "42501", "42703", "22P02", "57014", "XX000", "ERR_INVALID_ARG_TYPE"])(
    "but not for %s",
    (code) => expect(isServerAway(failure(code))).toBe(false),
  );

  it.each(["UNDEFINED_VALUE", "NOT_TAGGED_CALL", "MAX_PARAMETERS_EXCEEDED", "invalid_request", "not_found"])(
    "nor for %s",
    (code) => expect(isServerAway(failure(code))).toBe(false),
  );
});
