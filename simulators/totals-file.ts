// What the meters stand at, kept in a file, so that they go on counting where they were when the simulators start again.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import { z } from 'zod';
import type { Totals } from './world/totals.ts';

const periodMs = 10_000;
/**
 * Written ahead of every total, so that a meter whose process was killed never falls back: more than the largest meter
 * gathers in a period (kWh at 300 kW, m³ at 300 m³/h, parts).
 */
const reserve = 1;

const fileSchema = z.strictObject({ version: z.literal(1), totals: z.record(z.string(), z.number()) });

export class TotalsFile {
  readonly #path: string;
  readonly #trouble: TroubleLog;
  #totals: Totals | null = null;
  #cancel: (() => void) | null = null;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#trouble = new TroubleLog(log);
  }

  /** What an earlier run left; empty at the first run, or where the file cannot be read. */
  read(): Map<string, number> {
    try {
      return new Map(Object.entries(fileSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8'))).totals));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#trouble.lost(this.#path, String(error));
      return new Map();
    }
  }

  /** Writes the totals now and then until it is closed. */
  keep(totals: Totals, clock: Clock): void {
    this.#totals = totals;
    this.#write(reserve);
    this.#cancel = clock.every(periodMs, () => this.#write(reserve));
  }

  /** Leaves the totals as they are. */
  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#totals) this.#write(0);
    this.#totals = null;
  }

  /** A disk that refuses costs the meters their memory, not the campus its simulators. */
  #write(ahead: number): void {
    const totals = [...this.#totals!.values()].map(([name, value]) => [name, value + ahead] as const);
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(`${this.#path}.new`, JSON.stringify({ version: 1, totals: Object.fromEntries(totals) }));
      renameSync(`${this.#path}.new`, this.#path);
      this.#trouble.back(this.#path);
    } catch (error) {
      this.#trouble.lost(this.#path, String(error));
    }
  }
}
