import { isServing, type StandbyHealth } from "./standby-health.ts";

/**
 * What the two servers together can do. The words of the standby's phases, and `none`: there is no standby;
 * `read-only`: the primary is away and the standby answers; `down`: neither answers.
 */
export const serviceStates = [
  "closed",
  "lagging",
  "open",
  "half-open",
  "promoted",
  "none",
  "read-only",
  "down",
] as const;

export type ServiceState = (typeof serviceStates)[number];

/** @param standby `undefined` where none is configured, or its address leads to the primary itself */
export function serviceState(primaryIsUp: boolean, standby: StandbyHealth | undefined): ServiceState {
  if (primaryIsUp) return standby?.phase ?? "none";
  return standby && (isServing(standby) || standby.phase === "promoted") ? "read-only" : "down";
}

/** Looks in a row that must fail before the primary counts as away. */
const failedPolls = 3;

/** Whether the primary answers, as far as the looks tell. */
export interface PrimaryHealth {
  isUp: boolean;
  bad: number;
}

export const initialPrimaryHealth: PrimaryHealth = { isUp: true, bad: 0 };

export function afterPoll(health: PrimaryHealth, wentWell: boolean): PrimaryHealth {
  if (wentWell) return { isUp: true, bad: 0 };
  const bad = health.bad + 1;
  return { isUp: health.isUp && bad < failedPolls, bad };
}
