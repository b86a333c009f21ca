// What the simulated devices told, written down before it leaves them: an append-only file, a JSON object a line.
// Whoever proves that nothing was lost compares it with history.
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { z } from 'zod';

const lineSchema = z.object({
  timeMs: z.number(),
  /** Who was told: one connection of one run of the simulators. */
  told: z.string(),
  values: z.record(z.string(), z.number()),
});
export type LedgerLine = z.infer<typeof lineSchema>;

/** The lines of a ledger in the order they were written; a line that a kill cut short told nobody anything. */
export function readLedger(file: string): LedgerLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text) => {
      const parsed = lineSchema.safeParse(jsonOf(text));
      return parsed.success ? [parsed.data] : [];
    });
}

export class Ledger {
  /** The newest value of each point that an earlier run told. */
  readonly newest = new Map<string, number>();
  readonly #fd: number;
  readonly #run: string;

  /** Opens the file or starts it. Throws the disk's error. */
  constructor(file: string, nowMs: number) {
    this.#fd = openSync(file, 'a+');
    this.#run = nowMs.toString(36);
    this.#endCutLine();
    for (const { values } of readLedger(file)) {
      for (const [pointId, value] of Object.entries(values)) this.newest.set(pointId, value);
    }
  }

  /** Written when it returns: a kill of this process does not take it back. Throws the disk's error. */
  write(timeMs: number, told: string, values: Readonly<Record<string, number>>): void {
    const line: LedgerLine = { timeMs, told: `${this.#run} ${told}`, values };
    writeSync(this.#fd, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #endCutLine(): void {
    const { size } = fstatSync(this.#fd);
    if (size === 0) return;
    const last = Buffer.alloc(1);
    readSync(this.#fd, last, 0, 1, size - 1);
    if (last.toString() !== '\n') writeSync(this.#fd, '\n');
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
