// Passwords as Argon2id hashes in PHC form (RFC 9106; OWASP's 19 MiB, 2 passes, 1 lane).
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { CampusError } from '@campus/campus-model';

const memoryKiB = 19_456;
const passes = 2;
const parallelism = 1;
const tagLength = 32;
const saltLength = 16;

/** Each takes 19 MiB and a core for some 30 ms; more at once would only starve the rest of the hub. */
const mostAtOnce = 2;
/** About a second's work; who comes later is asked to try again. */
const mostWaiting = 50;

const phcPattern = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Hashed where the account is unknown, so that the answer takes as long as for a known one. Matches no password. */
const decoy = phc(Buffer.alloc(saltLength, 1), Buffer.alloc(tagLength, 0));

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** Hashes and verifies, a few at a time. Throws CampusError `too-many-requests` when too many wait. */
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltLength);
    return phc(salt, await this.#derive(password, salt, { memory: memoryKiB, passes, parallelism }));
  }

  /** False also for a null `hash` (an account that does not exist), after the same work. */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const match = phcPattern.exec(hash ?? decoy);
    if (!match) throw new Error('a password hash in the database is of another form');
    const [, memory, passCount, lanes, salt, tag] = match;
    const cost = { memory: Number(memory), passes: Number(passCount), parallelism: Number(lanes) };
    const expected = Buffer.from(tag!, 'base64');
    const derived = await this.#derive(password, Buffer.from(salt!, 'base64'), cost);
    const isEqual = derived.length === expected.length && timingSafeEqual(derived, expected);
    return isEqual && hash !== null;
  }

  async #derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
    await this.#turn();
    try {
      return await derive(password, salt, cost);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  /** Who waits is handed the place of the one that ends. */
  async #turn(): Promise<void> {
    if (this.#running < mostAtOnce) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= mostWaiting) throw new CampusError('too-many-requests');
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function derive(password: string, nonce: Buffer, cost: Cost): Promise<Buffer> {
  // The same password typed with another input method must give the same bytes.
  const message = password.normalize('NFKC');
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, tagLength, ...cost }, (error, derived) => {
      if (error) reject(error);
      else resolve(derived);
    });
  });
}

function phc(salt: Buffer, tag: Buffer): string {
  const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${bare(salt)}$${bare(tag)}`;
}
