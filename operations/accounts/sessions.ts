// Sessions: a random token for the browser, its SHA-256 in the database, the identity in memory.
import { createHash, randomBytes } from 'node:crypto';
import type { Identity } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { AuditRow } from '../audit/audit-rows.ts';
import type { OperationsDatabase } from '../database/database.ts';
import type { Session } from './session-rows.ts';

const idleMs = 12 * 3_600_000;
const longestMs = 30 * 24 * 3_600_000;
/** How old "last seen" in the database may become; a crash shortens a session by no more. */
const touchEveryMs = 5 * 60_000;
/** Identities kept in memory (about 500 B each); others are read again. */
const mostInMemory = 5_000;
const tokenBytes = 32;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** A session in memory; `touchedAt` is the last time its row was written. */
interface KnownSession extends Session {
  readonly touchedAt: number;
}

export class Sessions {
  readonly #database: OperationsDatabase;
  readonly #clock: Clock;
  readonly #known = new Map<string, KnownSession>();

  constructor(database: OperationsDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Begins a session and returns its token. */
  async begin(identity: Identity, detail: string): Promise<string> {
    const token = randomBytes(tokenBytes).toString('base64url');
    const at = this.#clock.now();
    const { account } = identity;
    const entry = { at, account, action: 'sign-in', subject: account, detail };
    await this.#database.call('removeOldSessions', [at - idleMs, at - longestMs]);
    const ended = await this.#database.call('insertSession', [hashOf(token), account, entry]);
    for (const tokenHash of ended) this.#known.delete(tokenHash);
    return token;
  }

  async identify(token: string): Promise<Identity | null> {
    if (!tokenPattern.test(token)) return null;
    const tokenHash = hashOf(token);
    const session = await this.#find(tokenHash);
    if (!session) return null;
    const now = this.#clock.now();
    if (now - session.lastSeenAt > idleMs || now - session.createdAt > longestMs) {
      await this.#end(tokenHash, null);
      return null;
    }
    const mustTouch = now - session.touchedAt > touchEveryMs;
    this.#remember(tokenHash, {
      ...session,
      lastSeenAt: now,
      touchedAt: mustTouch ? now : session.touchedAt,
    });
    if (mustTouch) await this.#database.call('touchSession', [tokenHash, now]);
    return session.identity;
  }

  async end(token: string): Promise<void> {
    const identity = await this.identify(token);
    if (!identity) return;
    const { account } = identity;
    const entry = { at: this.#clock.now(), account, action: 'sign-out', subject: account, detail: '' };
    await this.#end(hashOf(token), entry);
  }

  async #find(tokenHash: string): Promise<KnownSession | null> {
    const known = this.#known.get(tokenHash);
    if (known) return known;
    const session = await this.#database.call('findSession', [tokenHash]);
    return session && { ...session, touchedAt: session.lastSeenAt };
  }

  /** Forgotten after the row is gone: an `identify` under way may just have put it into memory again. */
  async #end(tokenHash: string, entry: AuditRow | null): Promise<void> {
    await this.#database.call('removeSession', [tokenHash, entry]);
    this.#known.delete(tokenHash);
  }

  #remember(tokenHash: string, session: KnownSession): void {
    this.#known.delete(tokenHash);
    this.#known.set(tokenHash, session);
    if (this.#known.size > mostInMemory) this.#known.delete(this.#known.keys().next().value!);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
