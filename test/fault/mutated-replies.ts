// What the proofs with mutated replies judge alike: the driver's process lives to its end, told nothing wrong, kept its
// memory, and was well again. What is mutated, and what a wrong value is, is each protocol's own.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { MutatedOrder, MutatedOutcome } from './mutated-process.ts';
import type { Proof } from './seed.ts';

/** The last words of a process that failed; the library's own chatter comes before them. */
const mostWords = 4_000;
/** Right replies that are not believed yet: to an older question, or while a device is left alone for what it did. */
const mostRightReplies = 10;

/** Starts a script of this folder; what it last said shows where it fails. */
export function child(file: string, args: readonly string[], flags: readonly string[] = []): ChildProcess {
  const path = join(import.meta.dirname, file);
  const started = spawn(process.execPath, [...flags, path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let words = '';
  started.stderr.setEncoding('utf8').on('data', (part: string) => {
    words = (words + part).slice(-mostWords);
  });
  started.once('exit', (code) => code === 0 || process.stderr.write(`${file}: ${words}\n`));
  return started;
}

export function ended(started: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (started.exitCode !== null) resolve(started.exitCode);
    started.once('exit', (code) => resolve(code));
  });
}

/** The process's one line of JSON, between whatever the library says; rejects where it ends without. */
export function saidLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stdout!.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const line = /^\{.*(?=\n)/m.exec(text);
      if (line) resolve(line[0]);
    });
    stdout!.once('end', () => reject(new Error('it ended without a word')));
  });
}

/** Runs a driver's process to its end; `what` names it in the words, `mostGrowthMb` is what its heap may grow by. */
export async function proveDriver(
  proof: Proof,
  file: string,
  order: MutatedOrder,
  what: string,
  mostGrowthMb: number,
): Promise<void> {
  const startedAt = performance.now();
  const driver = child(file, [JSON.stringify(order)], ['--expose-gc']);
  const code = ended(driver);
  const line = await saidLine(driver).catch(() => '');
  expect(await code, 'the process with the driver ends by itself').toBe(0);
  const outcome = JSON.parse(line) as MutatedOutcome;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  const { mutated, good, wrongCount, heapBeforeMb, heapAfterMb } = outcome;
  const words = `${what}: ${mutated} replies mutated in ${seconds} s, ${good} values told, ${wrongCount} wrong, heap ${heapBeforeMb} to ${heapAfterMb} MB, ${outcome.mostRightReplies} right replies at most until well`;
  process.stdout.write(`mutated: ${words}\n`);
  proof.note(words);
  expect(mutated).toBeGreaterThanOrEqual(order.mutations);
  expect(outcome.wrong).toEqual([]);
  expect(good, 'values came between the mutations').toBeGreaterThan(0);
  expect(outcome.recovered, 'sessions that are well again').toBe(order.sessions);
  expect(outcome.mostRightReplies).toBeLessThanOrEqual(mostRightReplies);
  expect(heapAfterMb - heapBeforeMb).toBeLessThan(mostGrowthMb);
}
