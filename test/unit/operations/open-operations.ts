// Operations on a real database file in a folder of its own, with a clock that the test moves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlarmTransition, Command, Identity } from '@campus/campus-model';
import { Operations, type OperationsOptions } from '@campus/operations';
import { type Rule, ruleFileSchema } from '@campus/rules-engine';
import { ManualClock, silentLog } from '@campus/runtime';
import { onTestFinished } from 'vitest';
import { ruleOf } from '../rules-engine/engine-run.ts';
import { tinyCampus } from '../rules-engine/tiny-campus.ts';

const write = { readback: 'target', tolerance: 0.1, settleMs: 3000 };

export const campus = tinyCampus([
  { device: 'air', id: 'co2', quantity: 'co2' },
  {
    device: 'ac',
    id: 'target-set',
    quantity: 'temperature',
    more: { kind: 'setpoint', write: { ...write, min: 16, max: 30, step: 0.5 } },
  },
  {
    device: 'lamps',
    id: 'front-set',
    quantity: 'switch',
    more: {
      kind: 'output',
      states: { '0': { zh: '关', en: 'off' }, '1': { zh: '开', en: 'on' } },
      write: { ...write, min: 0, max: 1 },
    },
  },
]);

export const rules: ReadonlyMap<string, Rule> = new Map(
  ruleFileSchema
    .parse({
      version: 1,
      rules: [ruleOf({ unit: 'ppm', points: { quantities: ['co2'] }, condition: { above: 1500 } })],
    })
    .rules.map((rule) => [rule.id, rule]),
);

export const person: Identity = { account: 'wang', name: 'Ms Wang', role: 'administrator', spaces: [] };

export function transition(more: Partial<AlarmTransition> = {}): AlarmTransition {
  return {
    ruleId: 'r1',
    subject: 'air/co2',
    occurrence: 1,
    isActive: true,
    at: 1000,
    value: 1600,
    pointIds: ['air/co2'],
    spaceId: 'room-1',
    ...more,
  };
}

export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'campus-operations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'operations.sqlite');
}

export interface OpenedOperations {
  readonly operations: Operations;
  readonly file: string;
  readonly clock: ManualClock;
  readonly sent: Command[];
}

export async function openOperations(options: Partial<OperationsOptions> = {}): Promise<OpenedOperations> {
  const sent: Command[] = [];
  const clock = (options.clock as ManualClock | undefined) ?? new ManualClock();
  const file = options.file ?? temporaryFile();
  const operations = await Operations.open({
    campus,
    rules,
    log: silentLog,
    sendCommand: async (command) => {
      sent.push(command);
      return true;
    },
    ...options,
    file,
    clock,
  });
  onTestFinished(() => operations.close());
  return { operations, file, clock, sent };
}

/** Closes and opens again, as a restart does. */
export async function reopen({ operations, file, clock }: OpenedOperations): Promise<OpenedOperations> {
  await operations.close();
  return openOperations({ file, clock });
}
