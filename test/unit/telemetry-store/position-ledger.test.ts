// Positions against a plain model: nothing reserved twice, nothing acknowledged before it is committed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PositionRange } from '../../../campus-model/index.ts';
import { PositionLedger } from '../../../telemetry-store/ingest/position-ledger.ts';

const outboxId = 'abcdef';
const range = fc
  .record({ first: fc.integer({ min: 1, max: 60 }), length: fc.integer({ min: 1, max: 20 }) })
  .map(({ first, length }) => ({ outboxId, first, last: first + length - 1 }));

function numbers(parts: readonly PositionRange[]): number[] {
  return parts.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

test('the ledger agrees with a plain model', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('send' as const), range }),
    fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(), isCommitted: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ledger = new PositionLedger();
      const open: PositionRange[] = [];
      const pending = new Set<number>();
      const committed = new Set<number>();
      for (const one of steps) {
        if (one.kind === 'send') {
          const reserved = ledger.reserve('gw-1', one.range)!;
          const all = numbers([one.range]);
          expect(numbers(reserved.news)).toEqual(all.filter((n) => !pending.has(n) && !committed.has(n)));
          expect(numbers(reserved.committed)).toEqual(all.filter((n) => committed.has(n)));
          for (const n of numbers(reserved.news)) pending.add(n);
          open.push(...reserved.news);
        } else if (open.length > 0) {
          const [part] = open.splice(one.pick % open.length, 1);
          ledger.settle('gw-1', part!, one.isCommitted);
          for (const n of numbers([part!])) {
            pending.delete(n);
            if (one.isCommitted) committed.add(n);
          }
        }
      }
    }),
  );
});

test('what the store had is known after a restart, apart by gateway and outbox', () => {
  const ledger = new PositionLedger();
  ledger.restore('gw-1', outboxId, [[1, 10]]);
  expect(ledger.reserve('gw-1', { outboxId, first: 5, last: 12 })).toEqual({
    news: [{ outboxId, first: 11, last: 12 }],
    committed: [{ outboxId, first: 5, last: 10 }],
  });
  expect(ledger.reserve('gw-2', { outboxId, first: 5, last: 6 })!.committed).toEqual([]);
  expect(ledger.reserve('gw-1', { outboxId: 'other1', first: 5, last: 6 })!.committed).toEqual([]);
});

test('an outbox of endless holes is refused, its holes may still be filled', () => {
  const ledger = new PositionLedger();
  for (let i = 1; i <= 20_000; i++) ledger.reserve('gw-1', { outboxId, first: i * 3, last: i * 3 });
  expect(ledger.reserve('gw-1', { outboxId, first: 90_000, last: 90_000 })).toBeNull();
  expect(ledger.reserve('gw-1', { outboxId, first: 4, last: 5 })!.news).toHaveLength(1);
});

test('what is durable of an outbox can be asked for, and asking makes no outbox', () => {
  const ledger = new PositionLedger();
  ledger.reserve('gw-1', { outboxId, first: 1, last: 9 });
  expect(ledger.committed('gw-1', outboxId).isEmpty).toBe(true);
  ledger.settle('gw-1', { outboxId, first: 2, last: 4 }, true);
  ledger.settle('gw-1', { outboxId, first: 5, last: 9 }, false);
  expect(ledger.committed('gw-1', outboxId).ranges()).toEqual([[2, 4]]);
  expect(ledger.committedOf('gw-1', { outboxId, first: 4, last: 6 })).toEqual([
    { outboxId, first: 4, last: 4 },
  ]);
  expect(ledger.committed('gw-9', 'unknown').isEmpty).toBe(true);
});

test('of the outboxes of a gateway 256 are remembered; one with something on the way is not forgotten', () => {
  const ledger = new PositionLedger();
  const use = (id: string, isSettled: boolean): void => {
    const range = { outboxId: id, first: 1, last: 1 };
    ledger.reserve('gw-1', range);
    if (isSettled) ledger.settle('gw-1', range, true);
  };
  use('onitsway', false);
  use('longago', true);
  for (let i = 0; i < 254; i++) use(`outbox${i}`, true);
  use('outbox0', true);
  for (const id of ['newest1', 'newest2']) use(id, true);
  expect(ledger.committed('gw-1', 'longago').isEmpty).toBe(true);
  expect(ledger.committed('gw-1', 'outbox1').isEmpty).toBe(true);
  expect(ledger.committed('gw-1', 'outbox0').isEmpty).toBe(false);
  expect(ledger.reserve('gw-1', { outboxId: 'onitsway', first: 1, last: 1 })!.news).toEqual([]);
});
