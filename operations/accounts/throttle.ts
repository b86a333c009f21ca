// Slows down guessing: after some failures an account, or an address, must wait, longer each time.
// An attempt counts as failed from its start, so that many at once gain nothing.

/** Failures of one account before it must wait. */
const mostOfAccount = 5;
/** Failures from one address: a whole school may share one. */
const mostOfOrigin = 30;
const firstWaitMs = 60_000;
const longestWaitMs = 15 * 60_000;
/** After so long without an attempt, all is forgotten. */
const forgetAfterMs = 30 * 60_000;
/** Entries kept; beyond it the oldest are forgotten (about 1 MB). */
const mostEntries = 10_000;

interface Entry {
  readonly failures: number;
  readonly waitUntilMs: number;
  readonly lastMs: number;
}

/** Times are monotonic milliseconds. */
export class SignInThrottle {
  readonly #entries = new Map<string, Entry>();

  /** Milliseconds to wait, 0 where the attempt may go on; it is then counted as failed until `succeeded`. */
  attempt(account: string, origin: string, nowMs: number): number {
    const keys = keysOf(account, origin);
    const waitMs = Math.max(...keys.map(({ key }) => this.#waitOf(key, nowMs)));
    if (waitMs > 0) return waitMs;
    for (const { key, most } of keys) this.#count(key, most, nowMs);
    return 0;
  }

  /** The attempt was good: the account starts anew, the address gets its one attempt back. */
  succeeded(account: string, origin: string): void {
    const [ofAccount, ofOrigin] = keysOf(account, origin);
    this.#entries.delete(ofAccount!.key);
    const entry = ofOrigin && this.#entries.get(ofOrigin.key);
    if (!ofOrigin || !entry) return;
    const failures = entry.failures - 1;
    const waitUntilMs = failures < ofOrigin.most ? 0 : entry.waitUntilMs;
    this.#entries.set(ofOrigin.key, { ...entry, failures, waitUntilMs });
  }

  #waitOf(key: string, nowMs: number): number {
    const entry = this.#entries.get(key);
    if (!entry) return 0;
    if (nowMs - entry.lastMs > forgetAfterMs) this.#entries.delete(key);
    return entry.waitUntilMs - nowMs;
  }

  #count(key: string, most: number, nowMs: number): void {
    const failures = (this.#entries.get(key)?.failures ?? 0) + 1;
    const over = failures - most;
    const waitMs = over < 0 ? 0 : Math.min(firstWaitMs * 2 ** over, longestWaitMs);
    this.#entries.delete(key);
    this.#entries.set(key, { failures, waitUntilMs: nowMs + waitMs, lastMs: nowMs });
    if (this.#entries.size > mostEntries) this.#entries.delete(this.#entries.keys().next().value!);
  }
}

/** The account's key first. An unknown address (a call from inside) is not counted. */
function keysOf(account: string, origin: string): { key: string; most: number }[] {
  const ofAccount = { key: `account ${account}`, most: mostOfAccount };
  return origin === '' ? [ofAccount] : [ofAccount, { key: `origin ${origin}`, most: mostOfOrigin }];
}
