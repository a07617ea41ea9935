/** An embedded server could not be started or set up; the message says what, why and what to do about it. */
export class EmbeddedPostgresError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "EmbeddedPostgresError";
  }
}

const remedies: { sign: RegExp; remedy: string }[] = [
  {
    sign: /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/i,
    remedy: "The disk is full: free some space, or set DATA_DIR to a directory on another disk.",
  },
  {
    sign: /EROFS|Read-only file system/i,
    remedy: "The file system is read-only: set DATA_DIR to a directory that can be written.",
  },
  {
    sign: /EACCES|EPERM|ENOTDIR|Permission denied|Operation not permitted|has wrong ownership/i,
    remedy:
      "This user may not write there: set DATA_DIR to a directory of its own, or start as the user who owns the data.",
  },
  {
    sign: /could not (create|resize) shared memory|Cannot allocate memory|ENOMEM/i,
    remedy: "There is not enough memory: end other programs, or set POSTGRES_PRIMARY_URL to another server.",
  },
  {
    sign: /invalid page|checksum|could not locate a valid checkpoint record|PANIC/i,
    remedy: "The data seems damaged: restore a copy of the data directory, or move it away to begin anew.",
  },
];

/**
 * Names what was attempted, why it failed and what helps, where the reason is a known one.
 * @param attempted a clause such as `The PostgreSQL primary could not start`
 * @param reason an error, or the end of a server's log
 */
export function explainFailure(attempted: string, reason: unknown): EmbeddedPostgresError {
  if (reason instanceof EmbeddedPostgresError) return reason;
  const why = (reason instanceof Error ? reason.message : String(reason)).trim();
  const remedy = remedies.find(({ sign }) => sign.test(why))?.remedy;
  const message = [`${attempted}: ${why}`, remedy].filter(Boolean).join("\n");
  return new EmbeddedPostgresError(message, { cause: reason });
}
