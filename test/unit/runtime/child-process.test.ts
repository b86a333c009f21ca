// Supervision of real child processes: restart after a death, an end on request, giving up when hopeless.
import { join } from 'node:path';
import { SupervisedChild, silentLog, systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { until } from '../../harness/campus-run.ts';

function supervise(how: string): { child: SupervisedChild; pids: number[]; hopeless: string[] } {
  const pids: number[] = [];
  const hopeless: string[] = [];
  const child = new SupervisedChild({
    name: how,
    file: join(import.meta.dirname, 'fixtures/child.ts'),
    args: [how],
    clock: systemClock,
    log: silentLog,
    onLine: (line) => pids.push(Number(line)),
    onHopeless: (words) => hopeless.push(words),
  });
  child.start();
  return { child, pids, hopeless };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a child killed with SIGKILL is started again, and ends when its pipe closes', async () => {
  const { child, pids } = supervise('lives');
  await until(() => pids.length === 1, 20_000);
  process.kill(pids[0]!, 'SIGKILL');
  await until(() => pids.length === 2, 20_000);
  await child.end();
  expect(isAlive(pids[1]!)).toBe(false);
});

test('a child that dies at once is tried again with back-off until it is ended', async () => {
  const { child, pids } = supervise('dies');
  await until(() => pids.length >= 2, 20_000);
  await child.end();
  const seen = pids.length;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(pids.length).toBe(seen);
});

test('a hopeless child is not started again, and its last words are told', async () => {
  const { pids, hopeless } = supervise('hopeless');
  await until(() => hopeless.length === 1, 20_000);
  expect(hopeless).toEqual(['the port is taken']);
  expect(pids).toHaveLength(1);
});
