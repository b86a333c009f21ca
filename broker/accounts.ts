// Accounts of the broker: password hashes, and their verification at the cost of one scrypt an account, not one a connection.
import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '@campus/runtime';

export interface BrokerAccount {
  /** For a gateway its gateway id. */
  readonly username: string;
  /** scrypt, `salt:hash` in hexadecimal. */
  readonly passwordHash: string;
  readonly kind: 'gateway' | 'host' | 'reader';
}

export type Verdict = BrokerAccount | 'refused' | 'busy';

type AccountSource = () => Promise<readonly BrokerAccount[]> | readonly BrokerAccount[];

const saltBytes = 16;
const hashBytes = 32;
/** A thread pool of four does about 80 scrypt a second: more waiting ones than this would time out anyway. */
const mostScryptWaiting = 64;
/** A settings change takes effect within this time; a storm of connections reads the accounts once. */
const accountsKeptMs = 1_000;
/** The same wrong password is refused from memory for this long. */
const refusalKeptMs = 5_000;
/** Wrong passwords remembered; the oldest is forgotten. */
const mostRefusalsKept = 1_000;
const longestPassword = 256;
/** Takes the place of an unknown account's hash, so that its answer takes as long as a known one's. */
const nobodysHash = `${'00'.repeat(saltBytes)}:${'00'.repeat(hashBytes)}`;

const scryptLater = promisify<string, Buffer, number, Buffer>(scrypt);

/** `salt:hash` for the settings. Slow by intent (about 50 ms). */
export async function hashBrokerPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await scryptLater(password, salt, hashBytes);
  return `${salt.toString('hex')}:${hash.toString('hex')}`;
}

/** Verifies passwords; remembers proven ones under a key of this process, never the password itself. */
export class AccountVerifier {
  readonly #source: AccountSource;
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #proven = new Map<string, Buffer>();
  readonly #refused = new Map<string, number>();
  readonly #running = new Map<string, Promise<boolean>>();
  #accounts: Promise<readonly BrokerAccount[]> | null = null;
  #readAt = 0;

  constructor(source: AccountSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** Rejects where the accounts cannot be read. */
  async verify(username: string, password: string): Promise<Verdict> {
    if (password.length > longestPassword) return 'refused';
    const account = (await this.#read()).find((one) => one.username === username);
    const hash = account?.passwordHash ?? nobodysHash;
    const print = createHmac('sha256', this.#key).update(`${username}\0${hash}\0${password}`).digest();
    const proven = this.#proven.get(username);
    if (account && proven && timingSafeEqual(proven, print)) return account;
    const isRight = await this.#check(print.toString('hex'), password, hash);
    if (isRight === 'busy') return 'busy';
    if (!isRight || !account) return 'refused';
    this.#proven.set(username, print);
    return account;
  }

  async #check(print: string, password: string, hash: string): Promise<boolean | 'busy'> {
    const refusedAt = this.#refused.get(print);
    if (refusedAt !== undefined && this.#clock.monotonic() - refusedAt < refusalKeptMs) return false;
    let running = this.#running.get(print);
    if (!running) {
      if (this.#running.size >= mostScryptWaiting) return 'busy';
      running = matches(password, hash).finally(() => this.#running.delete(print));
      this.#running.set(print, running);
    }
    const isRight = await running;
    if (!isRight) this.#remember(print);
    return isRight;
  }

  #remember(print: string): void {
    this.#refused.delete(print);
    this.#refused.set(print, this.#clock.monotonic());
    if (this.#refused.size > mostRefusalsKept) this.#refused.delete(this.#refused.keys().next().value!);
  }

  #read(): Promise<readonly BrokerAccount[]> {
    const now = this.#clock.monotonic();
    if (this.#accounts && now - this.#readAt < accountsKeptMs) return this.#accounts;
    this.#readAt = now;
    const reading = Promise.resolve().then(this.#source);
    this.#accounts = reading;
    reading.catch(() => {
      if (this.#accounts === reading) this.#accounts = null;
    });
    return reading;
  }
}

async function matches(password: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split(':');
  const expected = Buffer.from(hash, 'hex');
  const found = await scryptLater(password, Buffer.from(salt, 'hex'), hashBytes);
  return expected.length === hashBytes && timingSafeEqual(expected, found);
}
