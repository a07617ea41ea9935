/**
 * All that the servers see of the environment: nothing of ours leaks into them, and theirs is the same
 * everywhere. NODE_ENV means nothing to them; the types that Remix brings demand it of every environment.
 */
export const serverEnvironment = { LC_ALL: "C", PATH: "/usr/bin:/bin", NODE_ENV: "production" } as const;
