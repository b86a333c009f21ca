// The worker thread of the outbox: the agent's two logs, so that no disk call stands on its event loop.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { serveWorker } from '@campus/runtime';
import { type Appended, type LogFailure, LogKeeper, type LogState } from './log-keeper.ts';
import type { PackedRun } from './segment.ts';

export const logNames = ['samples', 'journal'] as const;
export type LogName = (typeof logNames)[number];

export interface OutboxWorkerSettings {
  readonly folder: string;
}

type Ranges = readonly (readonly [number, number])[];

export type OutboxMethods = {
  open(name: LogName): LogState | LogFailure;
  append(name: LogName, count: number, packed: Uint8Array): Appended;
  read(name: LogName, first: number, last: number, mostBytes: number): PackedRun[] | LogFailure;
  readNewest(name: LogName, mostBytes: number): PackedRun[] | LogFailure;
  deliver(name: LogName, ranges: Ranges): void;
  close(): void;
};

/** About 4 million samples: some hours of a busy building, weeks of a quiet one. */
const mostSampleBytes = 268_435_456;
const sampleSegmentBytes = 4_194_304;
/** Reserved for commands and alarms: some 50,000 reports. */
const mostJournalBytes = 16_777_216;
const journalSegmentBytes = 1_048_576;

function newId(): string {
  return randomBytes(8).toString('hex');
}

function keepLogs({ folder }: OutboxWorkerSettings): OutboxMethods {
  const nowMs = (): number => performance.now();
  const logs: Record<LogName, LogKeeper> = {
    samples: new LogKeeper(
      {
        folder: join(folder, 'samples'),
        segmentBytes: sampleSegmentBytes,
        mostBytes: mostSampleBytes,
        whenFull: 'drop-oldest',
        newId,
      },
      nowMs,
    ),
    journal: new LogKeeper(
      {
        folder: join(folder, 'journal'),
        segmentBytes: journalSegmentBytes,
        mostBytes: mostJournalBytes,
        whenFull: 'refuse',
        newId,
      },
      nowMs,
    ),
  };
  return {
    open: (name) => logs[name].open(),
    append: (name, count, packed) => logs[name].append(count, packed),
    read: (name, first, last, mostBytes) => logs[name].read(first, last, mostBytes),
    readNewest: (name, mostBytes) => logs[name].readNewest(mostBytes),
    deliver: (name, ranges) => logs[name].deliver(ranges),
    close: () => {
      for (const name of logNames) logs[name].close();
    },
  };
}

serveWorker(keepLogs);
