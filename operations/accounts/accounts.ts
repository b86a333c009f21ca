// Local accounts: made, signed in, identified by their session. A wrong account and a wrong password are told alike,
// and take alike long.
import { CampusError, type Identity, roles } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { z } from 'zod';
import type { OperationsDatabase } from '../database/database.ts';
import { PasswordHasher } from './password.ts';
import { Sessions } from './sessions.ts';
import { SignInThrottle } from './throttle.ts';

const shortestPassword = 8;
const longestPassword = 256;
const mostSpaces = 500;

const newAccountSchema = z.strictObject({
  account: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u, 'letters, digits and . _ @ -, at most 64 characters'),
  password: z.string().min(shortestPassword).max(longestPassword),
  role: z.enum(roles),
  name: z.string().min(1).max(100),
  spaces: z.array(z.string()).max(mostSpaces),
});

export interface NewAccount {
  readonly account: string;
  /** At least 8 characters. */
  readonly password: string;
  readonly role: Identity['role'];
  readonly name: string;
  /** A teacher's own rooms. */
  readonly spaces: readonly string[];
}

export class Accounts {
  readonly #database: OperationsDatabase;
  readonly #clock: Clock;
  readonly #sessions: Sessions;
  readonly #hasher = new PasswordHasher();
  readonly #throttle = new SignInThrottle();

  constructor(database: OperationsDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#sessions = new Sessions(database, clock);
  }

  /** Throws CampusError `input-invalid` for a short password, a bad name, or an account that exists. */
  async create(wanted: NewAccount): Promise<Identity> {
    const parsed = newAccountSchema.safeParse(wanted);
    if (!parsed.success) throw new CampusError('input-invalid', sentenceOf(parsed.error));
    const { password, ...given } = parsed.data;
    const identity: Identity = { ...given, account: plain(given.account) };
    const { account } = identity;
    const hash = await this.#hasher.hash(password);
    const at = this.#clock.now();
    const entry = {
      at,
      account: 'system',
      action: 'account-create',
      subject: account,
      detail: identity.role,
    };
    const isNew = await this.#database.call('insertAccount', [identity, hash, entry]);
    if (!isNew) throw new CampusError('input-invalid', `The account "${account}" exists already.`);
    return identity;
  }

  count(): Promise<number> {
    return this.#database.call('countAccounts', []);
  }

  /**
   * Signs in; `origin` is the address the request came from. Throws CampusError `sign-in-failed`, or
   * `too-many-requests` with the seconds to wait.
   */
  async signIn(
    account: string,
    password: string,
    origin = '',
  ): Promise<{ token: string; identity: Identity }> {
    const name = plain(account);
    await this.#mayTry(name, origin);
    const found = await this.#database.call('findAccount', [name]);
    const isRight = await this.#hasher.verify(
      password.slice(0, longestPassword + 1),
      found?.passwordHash ?? null,
    );
    if (!found || !isRight) {
      await this.#tellFailure(found ? name : null, origin);
      throw new CampusError('sign-in-failed');
    }
    this.#throttle.succeeded(name, origin);
    return { token: await this.#sessions.begin(found.identity, origin), identity: found.identity };
  }

  /** Null where the session is unknown or has run out (12 h idle, 30 days at most). */
  identify(token: string): Promise<Identity | null> {
    return this.#sessions.identify(token);
  }

  signOut(token: string): Promise<void> {
    return this.#sessions.end(token);
  }

  async #mayTry(account: string, origin: string): Promise<void> {
    const waitMs = this.#throttle.attempt(account, origin, this.#clock.monotonic());
    if (waitMs <= 0) return;
    throw new CampusError('too-many-requests', `Wait ${Math.ceil(waitMs / 1000)} s.`);
  }

  /** What was typed as an unknown account is not kept: it may be a password in the wrong field. */
  async #tellFailure(account: string | null, detail: string): Promise<void> {
    const subject = account ?? 'unknown account';
    await this.#database.call('insertAudit', [
      { at: this.#clock.now(), account: account ?? '', action: 'sign-in-failed', subject, detail },
    ]);
  }
}

/** One spelling of an account, however it was typed. */
function plain(account: string): string {
  return account.normalize('NFKC').trim().toLowerCase();
}

function sentenceOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
