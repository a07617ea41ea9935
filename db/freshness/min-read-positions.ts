import { laterOf, type WalPosition } from "./wal-position.ts";

const maxUsers = 50_000;

interface MinReadPosition {
  position: WalPosition | undefined;
  /** A write was committed whose position could not be learned: only the primary surely shows it. */
  pinned: boolean;
}

/** What each user has seen or caused through this process; reads for the user must not be older. Only ever rises. */
export class MinReadPositions {
  /** The users who were here longest ago come first. */
  readonly #byUser = new Map<string, MinReadPosition>();

  find(userId: string): WalPosition | undefined {
    return this.#byUser.get(userId)?.position;
  }

  isPinned(userId: string): boolean {
    return this.#byUser.get(userId)?.pinned ?? false;
  }

  /** @param position asked of the primary after everything was committed that it is to cover; also ends a pin */
  raise(userId: string, position: WalPosition): void {
    this.#keep(userId, { position: laterOf(position, this.find(userId)), pinned: false });
  }

  pin(userId: string): void {
    this.#keep(userId, { position: this.find(userId), pinned: true });
  }

  #keep(userId: string, minPosition: MinReadPosition): void {
    this.#byUser.delete(userId);
    this.#byUser.set(userId, minPosition);
    const [oldest] = this.#byUser.keys();
    if (this.#byUser.size > maxUsers && oldest !== undefined) this.#byUser.delete(oldest);
  }
}
