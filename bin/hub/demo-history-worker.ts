// The thread that lives through the past of the demo, at low priority: the living campus comes first.
import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { serveWorker } from '@campus/runtime/worker';
import type { PastChunk, PastOptions, PastSpan } from '@campus/simulators';

export type DemoHistoryWorkerMethods = {
  span(): PastSpan;
  /** The next chunk; null after the last. */
  next(): PastChunk | null;
  close(): void;
};

serveWorker(async (options: PastOptions): Promise<DemoHistoryWorkerMethods> => {
  stepBack();
  const { pastOf, pastSpan } = await import('@campus/simulators');
  const past = pastOf(options);
  return {
    span: () => pastSpan(options),
    next: () => past.next().value ?? null,
    close: () => {},
  };
});

/** On Linux a thread has a priority of its own; elsewhere the pauses of the writer must do. */
function stepBack(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // No such folder, or no right: the work is the same.
  }
}
