// The wall clock of the hub jumps while samples come: nothing is lost, doubled, flagged or stale for it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { status, wire } from '../../../campus-model/index.ts';
import { ManualClock, silentLog } from '../../../runtime/index.ts';
import { dataType, type Metric } from '../../../sparkplug/index.ts';
import { type CommitGroup, LatestValues } from '../../../telemetry-store/index.ts';
import { CommitQueue } from '../../../telemetry-store/ingest/commit-queue.ts';
import { messageOfPayload } from '../../../telemetry-store/ingest/data-message.ts';
import { Delivery } from '../../../telemetry-store/ingest/delivery.ts';
import { PointBook } from '../../../telemetry-store/ingest/point-book.ts';
import { SampleIntake } from '../../../telemetry-store/ingest/sample-intake.ts';
import { SampleReader } from '../../../telemetry-store/ingest/sample-reader.ts';
import { smallCampus } from './small-campus.ts';
import { outbox, power } from './test-agent.ts';

const hour = 3_600_000;
const year = 365 * 24 * hour;
const book = new PointBook(smallCampus, [...smallCampus.points.keys()]);

interface Row {
  readonly value: number;
  readonly timeMs: number;
  readonly status: number;
}

class Hub {
  readonly clock = new ManualClock();
  readonly rows: Row[] = [];
  readonly latest = new LatestValues(smallCampus, this.clock);
  readonly #commits: CommitQueue;
  readonly #intake: SampleIntake;

  constructor() {
    const delivery = new Delivery(false, { owe: () => {} });
    const store = { commit: async (group: CommitGroup) => this.#keep(group) };
    this.#commits = new CommitQueue(store, this.clock, silentLog, {
      onSettled: (ranges, _, isCommitted) => delivery.historySettled(ranges, isCommitted),
    });
    const gatherer = new SampleReader(book);
    const parts = { delivery, commits: this.#commits, latest: this.latest, rules: null, gatherer };
    this.#intake = new SampleIntake({ ...parts, mayStore: () => true, clock: this.clock, log: silentLog });
  }

  /** Sends one sample, as an agent whose own clock is right. */
  send(number: number, timeMs: number): void {
    const value: Metric = {
      name: wire.positionsMetric,
      dataType: dataType.String,
      value: `${outbox}:${number}-${number}`,
    };
    const payload = { timestamp: timeMs, metrics: [value, power(number, timeMs)] };
    const points = book.pointsOf('gw-1', 'meter-1');
    this.#intake.take('gw-1', messageOfPayload(payload, false, points, new SampleReader(book)));
  }

  async settle(): Promise<void> {
    this.clock.advance(1_000);
    await this.#commits.close();
  }

  #keep({ batches }: CommitGroup): void {
    for (const { length, value, timeMs, status: codes } of batches)
      for (let i = 0; i < length; i++)
        this.rows.push({ value: value[i]!, timeMs: timeMs[i]!, status: codes[i]! });
  }
}

test('jumps of hours and years, back and forth, with every sample sent twice', async () => {
  const jump = fc.constantFrom(0, 0, hour, -hour, 20 * hour, -30 * hour, year, -year);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(jump, fc.nat(9_000)), { minLength: 1, maxLength: 20 }),
      async (steps) => {
        const hub = new Hub();
        const expected: Row[] = [];
        let agentMs = hub.clock.now();
        for (const [i, [jumpMs, waitMs]] of steps.entries()) {
          hub.clock.jump(jumpMs);
          hub.clock.advance(waitMs);
          agentMs += waitMs + 1;
          hub.send(i + 1, agentMs);
          hub.send(i + 1, agentMs);
          expected.push({ value: i + 1, timeMs: agentMs, status: status.good });
          expect(hub.latest.get('meter-1/power')).toMatchObject({ value: i + 1, status: status.good });
        }
        await hub.settle();
        expect(hub.rows).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});
