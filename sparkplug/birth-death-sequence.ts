// bdSeq, the number that pairs a death with its birth; kept in a file, so that a restart does not repeat it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Log, TroubleLog } from '@campus/runtime/plain';

const numbers = 256;

/** Counts CONNECTs, 0…255 and round [tck-id-message-flow-edge-node-birth-publish-will-message-payload-bdSeq]. */
export class BirthDeathSequence {
  readonly #file: string | undefined;
  readonly #trouble: TroubleLog;
  #current: number;

  constructor(file: string | undefined, log: Log) {
    this.#file = file;
    this.#trouble = new TroubleLog(log);
    this.#current = this.#read();
  }

  /** The number of the CONNECT in force. */
  get current(): number {
    return this.#current;
  }

  /** The number for the next CONNECT. */
  advance(): number {
    this.#current = (this.#current + 1) % numbers;
    this.#write();
    return this.#current;
  }

  /** Without a readable file the first CONNECT gets 0. */
  #read(): number {
    try {
      const value = this.#file === undefined ? -1 : Number(readFileSync(this.#file, 'utf8').trim());
      return Number.isInteger(value) && value >= 0 && value < numbers ? value : -1;
    } catch {
      return -1;
    }
  }

  /** A full disk must not keep a gateway off the air: the number then lives in memory. */
  #write(): void {
    if (this.#file === undefined) return;
    try {
      writeFileSync(`${this.#file}.new`, `${this.#current}\n`);
      renameSync(`${this.#file}.new`, this.#file);
      this.#trouble.back('bdSeq file');
    } catch (error) {
      this.#trouble.lost('bdSeq file', (error as Error).message);
    }
  }
}
