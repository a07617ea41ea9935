import { AppError } from "#app/core/app-error.ts";
import type { Readers } from "#app/core/conversation/conversation-store.ts";
import type { DatabaseTelemetry, ReadReason } from "#app/core/telemetry/database-telemetry.ts";
import type { RequestReads } from "#app/core/freshness/request-reads.ts";
import { databaseErrorCode, isCancelled, isServerAway } from "../server-away.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import type { MinReadPositions } from "./min-read-positions.ts";
import type { FreshnessTokens } from "./freshness-token.ts";
import type { PrimaryMonitor } from "./primary-monitor.ts";
import { primaryDeadlineMs, type ServerReads } from "./server-reads.ts";
import type { StandbyMonitor } from "./standby-monitor.ts";
import { comparePositions, laterOf, type WalPosition } from "./wal-position.ts";

/** A server that does not answer a read within this is taken for away, in milliseconds. */
const standbyDeadlineMs = 1_500;
/** One that is known to be heavy may take so long, its turn for a connection included. */
const heavyDeadlineMs = 4_000;
/** So long is a primary tried that was away at the last look, for what the standby does not show. */
const primaryProbeMs = 500;
const retryAfterSeconds = 5;

interface Dependencies {
  primary: { monitor: PrimaryMonitor; reads: ServerReads };
  standby: { monitor: StandbyMonitor; reads: ServerReads } | undefined;
  minPositions: MinReadPositions;
  /** `undefined` until the key of the database is known. */
  tokens: () => FreshnessTokens | undefined;
  telemetry: DatabaseTelemetry;
}

type Query<T> = (reader: Readers) => Promise<T>;
interface Read<T> {
  userId: string;
  query: Query<T>;
  /** A slow one says nothing of the server. */
  isHeavy: boolean;
}
type Place = { target: "standby" } | { target: "primary"; reason: ReadReason };

/**
 * Reads for one request. The floor is what its user has seen or caused: the later of the token that the request bears
 * and of what this process knows. A request without a valid token is read for as if it had just written: the primary
 * is asked where its log ends. Then the standby serves the read if it has replayed so far, waiting for it a little;
 * otherwise the primary does.
 *
 * The floor and the read are statements of their own: a statement's snapshot may be older than what a function in it
 * returns.
 */
export class FreshRequestReads implements RequestReads {
  readonly #deps: Dependencies;
  readonly #given: readonly string[];
  #stale = false;
  /** Why the primary did not answer a read of this request; it is tried no more. */
  #primaryFailure: unknown;
  /** What the request knew when its first read began; asked once for all of its reads. */
  #asked: Promise<WalPosition> | undefined;

  /** @param given tokens of the request, in whatever state they came */
  constructor(deps: Dependencies, given: readonly string[]) {
    this.#deps = deps;
    this.#given = given;
  }

  get isStale(): boolean {
    return this.#stale;
  }

  get isWritable(): boolean {
    return this.#deps.primary.monitor.isUp;
  }

  readAfter(userId: string): string | undefined {
    const { minPositions, tokens } = this.#deps;
    // What no token can say is said by one that nobody believes: the next read then asks the primary.
    if (minPositions.isPinned(userId)) return "ask";
    const minPosition = minPositions.find(userId);
    const given = this.#tokenOf(userId);
    if (!minPosition || (given && comparePositions(given, minPosition) >= 0)) return undefined;
    return tokens()?.format(userId, minPosition);
  }

  async coverWrites(userId: string): Promise<void> {
    const { primary, minPositions } = this.#deps;
    try {
      minPositions.raise(userId, await primary.monitor.askPosition());
    } catch {
      minPositions.pin(userId);
    }
  }

  async read<T>(userId: string, query: Query<T>, { isHeavy = false } = {}): Promise<T> {
    try {
      return await this.#read({ userId, query, isHeavy });
    } catch (error) {
      // Said by the server, or by us: another server would take as long.
      if (!isCancelled(error) && !(isHeavy && isTooLate(error))) throw error;
      throw new AppError("too_slow", { cause: error, retryAfterSeconds });
    }
  }

  async #read<T>(given: Read<T>): Promise<T> {
    const { standby } = this.#deps;
    const { userId } = given;
    if (!this.isWritable && standby?.monitor.health) return this.#withoutPrimary(given);
    let place: Place;
    try {
      place = await this.#choose(userId);
    } catch (error) {
      if (!isServerAway(error)) throw error;
      return this.#withoutPrimary(given);
    }
    if (!standby || place.target === "primary") {
      return this.#fromPrimary(given, place.target === "primary" ? place.reason : "no_standby");
    }
    try {
      const result = await this.#fromStandby(given);
      this.#deps.telemetry.answered("standby", "fresh");
      return result;
    } catch (error) {
      if (!isStandbyFailure(error) || (given.isHeavy && isTooLate(error))) throw error;
      this.#recordFailure(error);
      return this.#fromPrimary(given, "standby_away");
    }
  }

  async #choose(userId: string): Promise<Place> {
    const { standby } = this.#deps;
    if (!standby?.monitor.health) return { target: "primary", reason: "no_standby" };
    if (!standby.monitor.isServing) return { target: "primary", reason: "standby_away" };
    const minPosition = await this.#minPositionOf(userId);
    const { gate } = standby.monitor;
    if (gate.shows(minPosition)) return { target: "standby" };
    const reached = await gate.waitFor(await this.#capToLogEnd(minPosition));
    return reached ? { target: "standby" } : { target: "primary", reason: "behind" };
  }

  /** @throws when the primary must be asked and is away */
  async #minPositionOf(userId: string): Promise<WalPosition> {
    const { minPositions } = this.#deps;
    const given = this.#tokenOf(userId);
    if (given && !minPositions.isPinned(userId)) return laterOf(given, minPositions.find(userId));
    return laterOf(await (this.#asked ??= this.#ask(userId)), minPositions.find(userId));
  }

  async #ask(userId: string): Promise<WalPosition> {
    const position = await this.#deps.primary.monitor.askPosition();
    this.#deps.minPositions.raise(userId, position);
    return position;
  }

  /** A token of ours may still be beyond the end of the log, for example when a backup was restored. */
  async #capToLogEnd(minPosition: WalPosition): Promise<WalPosition> {
    const { monitor } = this.#deps.primary;
    if (monitor.flushed && comparePositions(minPosition, monitor.flushed) <= 0) return minPosition;
    const end = await monitor.askPosition();
    return comparePositions(minPosition, end) > 0 ? end : minPosition;
  }

  #tokenOf(userId: string): WalPosition | undefined {
    const tokens = this.#deps.tokens();
    return this.#given
      .flatMap((token) => tokens?.parse(userId, token) ?? [])
      .reduce<WalPosition | undefined>((latest, position) => laterOf(position, latest), undefined);
  }

  async #fromStandby<T>({ query, isHeavy }: Read<T>): Promise<T> {
    const { standby } = this.#deps;
    if (!standby) throw unavailable(undefined);
    const { monitor, reads } = standby;
    const onLost = (lost: () => void) => monitor.lost.on(lost);
    const result = await withDeadline(reads(query), {
      ms: isHeavy ? heavyDeadlineMs : standbyDeadlineMs,
      onLost,
    });
    monitor.readAnswered();
    return result;
  }

  /** What it showed may be newer than the standby: the next read must not go back behind it. */
  async #fromPrimary<T>(given: Read<T>, reason: ReadReason, ms = primaryDeadlineMs): Promise<T> {
    const { primary, telemetry } = this.#deps;
    const { userId, query, isHeavy } = given;
    try {
      const onLost = (lost: () => void) => primary.monitor.lost.on(lost);
      const result = await withDeadline(primary.reads(query), { ms, onLost });
      if (reason !== "no_standby") await this.coverWrites(userId);
      telemetry.answered("primary", reason);
      return result;
    } catch (error) {
      if (!isServerAway(error) || (isHeavy && isTooLate(error))) throw error;
      this.#primaryFailure = error;
      return this.#withoutPrimary(given);
    }
  }

  /**
   * The standby answers as it is: old pages are better than none. What may be older than it should be is marked. A
   * primary that is back may have taken a write before it was looked at again, so it is tried before that.
   */
  async #withoutPrimary<T>(given: Read<T>): Promise<T> {
    const { standby, telemetry } = this.#deps;
    const { userId } = given;
    if (!standby || standby.monitor.isForeign) throw unavailable(this.#primaryFailure);
    const showsAll = await this.#showsAllKnown(userId, standby.monitor);
    if (!showsAll && this.#primaryFailure === undefined)
      return this.#fromPrimary(given, "behind", primaryProbeMs);
    try {
      const result = await this.#fromStandby(given);
      if (!showsAll) this.#stale = true;
      telemetry.answered("standby", "primary_away");
      return result;
    } catch (error) {
      if (!isStandbyFailure(error) || (given.isHeavy && isTooLate(error))) throw error;
      this.#recordFailure(error);
      throw unavailable(error);
    }
  }

  /** Judged by what the user has seen, and without that by what was known of the primary last. */
  async #showsAllKnown(userId: string, { gate }: StandbyMonitor): Promise<boolean> {
    const { minPositions, primary } = this.#deps;
    const known = this.#tokenOf(userId) ?? primary.monitor.flushed;
    const minPosition = minPositions.find(userId);
    const wanted = known && minPosition ? laterOf(known, minPosition) : (known ?? minPosition);
    if (minPositions.isPinned(userId)) return false;
    return wanted === undefined ? true : gate.waitFor(wanted);
  }

  #recordFailure(error: unknown): void {
    const { standby, telemetry } = this.#deps;
    const isConflict = conflicts.test(databaseErrorCode(error) ?? "");
    telemetry.fellBack(isConflict ? "conflict" : (databaseErrorCode(error) ?? "unknown"));
    if (isConflict) standby?.monitor.readConflicted();
    else standby?.monitor.readFailed(error);
  }
}

/** It took too long on a server that answers others. */
function isTooLate(error: unknown): boolean {
  return error instanceof DeadlineError && !error.isLost;
}

/** A query was cancelled because replay had to go on, or it was a victim of a deadlock with it. */
const conflicts = /^(40001|40P01)$/;

function isStandbyFailure(error: unknown): boolean {
  return isServerAway(error) || conflicts.test(databaseErrorCode(error) ?? "");
}

function unavailable(cause: unknown): AppError {
  const message = "The database cannot be reached at the moment. Nothing was lost. Try again shortly.";
  return new AppError("database_unavailable", { message, cause, retryAfterSeconds });
}
