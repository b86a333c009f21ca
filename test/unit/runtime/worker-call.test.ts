// Calls into a worker thread: answers, errors and the end of the thread reach the caller.
import { WorkerClient } from '@campus/runtime';
import { expect, test } from 'vitest';

type Methods = {
  add(n: number): number;
  fail(): void;
  refuse(): void;
  waitBeside(): Promise<string>;
  goOn(): void;
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

test('an error with a code keeps it', async () => {
  const worker = open();
  await expect(worker.call('refuse', [])).rejects.toMatchObject({
    name: 'CampusError',
    code: 'not-found',
    detail: 'No history of point a/b.',
  });
  await worker.close();
});

test('a method that runs beside the others holds up none of them', async () => {
  const worker = open();
  const waiting = worker.call('waitBeside', []);
  expect(await worker.call('add', [1])).toBe(11);
  await worker.call('goOn', []);
  expect(await waiting).toBe('gone on');
  await worker.close();
});

test('when the thread ends, waiting and later calls fail instead of hanging', async () => {
  const worker = open();
  await expect(worker.call('die', [])).rejects.toThrow(/ended/);
  await expect(worker.call('add', [1])).rejects.toThrow(/ended/);
});
