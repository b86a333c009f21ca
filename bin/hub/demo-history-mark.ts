// The file that says which past a data folder was given, and whether it is complete.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const markSchema = z.strictObject({
  version: z.literal(1),
  seed: z.number(),
  /** When the first live run began, milliseconds UTC: the past ends there. */
  startMs: z.number().int(),
  days: z.number().int().min(1),
  /** What is written: from the first step to the end (not included). */
  fromMs: z.number().int(),
  toMs: z.number().int(),
  isFinished: z.boolean(),
});
export type DemoHistoryMark = z.infer<typeof markSchema>;

function pathIn(folder: string): string {
  return join(folder, 'demo-history.json');
}

/** Null where there is none. Throws where the file is there and cannot be read: what it stands for is not made twice. */
export function readMark(folder: string): DemoHistoryMark | null {
  try {
    return markSchema.parse(JSON.parse(readFileSync(pathIn(folder), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${pathIn(folder)}: ${String(error)}`);
  }
}

export function writeMark(folder: string, mark: DemoHistoryMark): void {
  const path = pathIn(folder);
  writeFileSync(`${path}.new`, `${JSON.stringify(mark)}\n`, { flush: true });
  renameSync(`${path}.new`, path);
}
