// A store with a spool of its own in front of some server, and the few words its tests are written in.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SampleColumns, status } from '../../../../campus-model/index.ts';
import { silentLog } from '../../../../runtime/index.ts';
import {
  type HistoryStore,
  type InfluxDbOptions,
  openInfluxDbStore,
} from '../../../../telemetry-store/index.ts';

export const start = Date.UTC(2026, 8, 1, 8);

export const points = ['a/b', 'c/d'].map((id) => ({ id, holdMs: 30_000, isCounter: false, wrapsAt: null }));

export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'campus-spool-'));
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

export function open(
  folder: string,
  server: InfluxDbOptions['server'],
  options: Partial<InfluxDbOptions> = {},
): Promise<HistoryStore> {
  return openInfluxDbStore({ folder, points, log: silentLog, server, ...options });
}

/** Samples of point 0 from number `first` on, a second apart; the outbox numbers stand beside them. */
export function groupOf(first: number, count: number) {
  const columns = new SampleColumns(count);
  for (let i = first; i < first + count; i++) columns.push(0, start + i * 1_000, i, status.good);
  const outbox = { gatewayId: 'gw', outboxId: 'abcdef' };
  return {
    batches: [columns.take()],
    ranges: [{ ...outbox, first, last: first + count - 1 }],
    tallies: [{ ...outbox, rows: count }],
  };
}

/** Waits for an outcome with a wide deadline. */
export async function until(isSo: () => boolean | Promise<boolean>, deadlineMs = 20_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('it did not come to pass in time');
    await sleep(20);
  }
}
