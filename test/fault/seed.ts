// The seed of a proof and how to repeat it. A failing proof keeps its folder.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '@campus/runtime';
import { temporaryFolder } from '../harness/campus-run.ts';

const mostSeeds = 1_000_000_000;

export interface Proof {
  readonly name: string;
  readonly seed: number;
  readonly random: Random;
  readonly folder: string;
  /** What happened, in order; also in `proof.log` of a folder that is kept. */
  note(line: string): void;
}

/** A whole number from the environment, else `otherwise`. */
export function numberFrom(variable: string, otherwise: number): number {
  const text = process.env[variable];
  if (text === undefined || text === '') return otherwise;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`${variable} is "${text}"; expected a whole number`);
}

/** True in the long form (`npm run test:fault`). */
export function isLongForm(): boolean {
  return process.env.CAMPUS_FAULT_FORM === 'long';
}

/**
 * Runs a proof in a folder of its own with a seed (CAMPUS_FAULT_SEED, else a new one). Where it fails, the error says
 * what repeats it and where its files are.
 */
export async function prove(
  name: string,
  repeatWith: Readonly<Record<string, number>>,
  run: (proof: Proof) => Promise<void>,
): Promise<void> {
  const seed = numberFrom('CAMPUS_FAULT_SEED', Math.floor(Math.random() * mostSeeds));
  const folder = temporaryFolder(`fault-${name}`);
  const startedAt = performance.now();
  const lines: string[] = [];
  const note = (line: string): void => {
    lines.push(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}`);
  };
  const settings = Object.entries({ CAMPUS_FAULT_SEED: seed, ...repeatWith }).map(
    ([key, to]) => `${key}=${to}`,
  );
  const repeat = `${settings.join(' ')} npm run test:fault -- ${name}`;
  process.stdout.write(`${name}: seed ${seed}; repeat with: ${repeat}\n`);
  try {
    await run({ name, seed, random: seededRandom(seed), folder, note });
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    writeFileSync(join(folder, 'proof.log'), `${repeat}\n${lines.join('\n')}\n${String(error)}\n`);
    throw new Error(`${String(error)}\nrepeat with: ${repeat}\nits files: ${folder}`, { cause: error });
  }
}
