/** Fires when a model says nothing for too long. One timer per answer; a token only moves it. */
export interface TokenWatchdog {
  /** The model made a token: the time starts anew, but not for ever while the tokens bear no word. */
  progress(hasWords: boolean): void;
  /** While held the time does not count: the reader is slow, not the model. */
  hold(): void;
  /** Ends a hold; the time starts anew. */
  release(): void;
  /** From now on the shorter time of the last formalities counts. */
  expectEnd(timeoutMs: number): void;
  stop(): void;
}

/** So many times the timeout a model may make tokens that are not shown: special ones, and thoughts kept to itself. */
const wordlessTimeouts = 10;

/** @param timeoutMs to the first token, and from each token to the next. */
export function createTokenWatchdog(timeoutMs: number, onSilence: () => void): TokenWatchdog {
  let isHeld = false;
  let wordlessSince: number | undefined;
  function expire() {
    if (isHeld) timer.refresh();
    else onSilence();
  }
  let timer = setTimeout(expire, timeoutMs);

  return {
    progress(hasWords) {
      if (hasWords) wordlessSince = undefined;
      else {
        const now = performance.now();
        wordlessSince ??= now;
        if (now - wordlessSince > wordlessTimeouts * timeoutMs) return;
      }
      timer.refresh();
    },
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      timer.refresh();
    },
    expectEnd(endTimeoutMs) {
      clearTimeout(timer);
      timer = setTimeout(expire, endTimeoutMs);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
