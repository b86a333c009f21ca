// Calls into a worker thread: answers, errors and the end of the thread reach the caller.
import { WorkerClient } from '@campus/runtime';
import { expect, test } from 'vitest';

type Methods = {
  add(n: number): number;
  fail(): void;
  die(): void;
  close(): void;
};

function open(): WorkerClient<Methods> {
  return new WorkerClient<Methods>(new URL('./fixtures/counting-worker.ts', import.meta.url), { start: 10 });
}

test('calls run in order and answer', async () => {
  const worker = open();
  expect(
    await Promise.all([worker.call('add', [1]), worker.call('add', [2]), worker.call('add', [3])]),
  ).toEqual([11, 13, 16]);
  await worker.close();
});

test('an error of the worker is an error of the call, and the worker goes on', async () => {
  const worker = open();
  await expect(worker.call('fail', [])).rejects.toThrow('as asked');
  expect(await worker.call('add', [5])).toBe(15);
  await worker.close();
});

test('when the thread ends, waiting and later calls fail instead of hanging', async () => {
  const worker = open();
  await expect(worker.call('die', [])).rejects.toThrow(/ended/);
  await expect(worker.call('add', [1])).rejects.toThrow(/ended/);
});
