import type { UserSettings, UserSettingsPatch } from "#app/protocol/user-settings.ts";
import type { User } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";

/** Kept on the primary. @throws AppError database_unavailable */
export interface UserSettingsStore {
  read(userId: string): Promise<UserSettings>;
  /** What is absent stays as it is. */
  save(command: { user: User; settings: UserSettingsPatch }): Promise<UserSettings>;
}

/** So long may what another process has saved be unknown here, in milliseconds. */
const believedMs = 2_000;
const maxKept = 10_000;

interface Dependencies {
  store: UserSettingsStore;
  /** Names of the configured models. */
  models: readonly { name: string }[];
  /** Milliseconds; only differences count. */
  now?: () => number;
}

/** What people have set for all of their conversations: read at every turn, and so remembered for a moment. */
export class UserSettingsBook {
  readonly #deps: Dependencies;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readAt: number; settings: Promise<UserSettings> }>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#now = deps.now ?? (() => performance.now());
  }

  /** As they are. @throws AppError database_unavailable */
  read(userId: string): Promise<UserSettings> {
    return this.#deps.store.read(userId);
  }

  /** As they were at most two seconds ago. @throws AppError database_unavailable */
  readForTurn(userId: string): Promise<UserSettings> {
    const kept = this.#kept.get(userId);
    if (kept && this.#now() - kept.readAt < believedMs) return kept.settings;
    if (this.#kept.size >= maxKept) this.#kept.clear();
    const settings = this.#deps.store.read(userId);
    this.#kept.set(userId, { readAt: this.#now(), settings });
    settings.catch(() => this.#kept.delete(userId));
    return settings;
  }

  /** @throws AppError unknown_model */
  async save(command: { user: User; settings: UserSettingsPatch }): Promise<UserSettings> {
    const { model } = command.settings;
    if (model && !this.#deps.models.some(({ name }) => name === model)) throw new AppError("unknown_model");
    const settings = await this.#deps.store.save(command);
    this.#kept.delete(command.user.id);
    return settings;
  }

  forget(userId: string): void {
    this.#kept.delete(userId);
  }
}
