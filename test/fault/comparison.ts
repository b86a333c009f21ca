// What all campaigns share: waiting for progress, and the comparison of all books at the end.
import { readLedger } from '@campus/simulators';
import { until } from '../harness/campus-run.ts';
import { readHistory } from './history-reading.ts';
import { describeFindings, isIn, judgeLedger, judgePositions, type LedgerVerdict } from './judge.ts';
import { readOutboxes } from './outbox-reading.ts';
import type { ProofCampus } from './proof-campus.ts';
import type { ProofProcesses } from './proof-processes.ts';

const progressDeadlineMs = 120_000;
/** A value that an agent had for so long must be kept, whatever kills it. */
const mostTailMs = 30_000;
const mostShown = 8;

/** Waits until each gateway's samples are acknowledged again. */
export async function progress(processes: ProofProcesses): Promise<void> {
  const counts = (): number[] => processes.witnesses.map(({ takenCount, waiting }) => takenCount - waiting);
  const before = counts();
  await until(
    () => counts().every((count, i) => count > before[i]!),
    progressDeadlineMs,
    () => `no acknowledgements come: ${counts()} after ${before}\n${processes.faults.join('\n')}`,
  );
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Throws where anything is missing. */
export function isFound(what: string, missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw new Error(`${what}: ${missing.length} lost, e.g. ${missing.slice(0, mostShown).join('; ')}`);
}

/**
 * All books against history once every process has ended; throws with all that is wrong. What is older than `liveFromMs`
 * did not come from the simulators; `books` is what is wrong with the product's own.
 */
export async function compareAll(
  campus: ProofCampus,
  processes: ProofProcesses,
  { liveFromMs, books }: { readonly liveFromMs: number; readonly books: string | null },
): Promise<LedgerVerdict> {
  const { rows } = await readHistory(processes.folders.hub, campus.campus);
  const live = rows.filter(({ timeMs }) => timeMs >= liveFromMs);
  const ledger = judgeLedger(readLedger(processes.ledgerFile), live);
  const onWire = new Map(processes.witnesses.flatMap(({ taken }) => [...taken]));
  const acknowledged = new Map(processes.witnesses.flatMap((witness) => [...witness.acknowledged]));
  const inOutboxes = await readOutboxes(processes.folders.agents);
  const lostOf = (positions: typeof onWire, mustHave: (id: string, number: number) => boolean): string[] =>
    judgePositions(positions, rows, mustHave).lost;
  const one = (lost: string[]) => ({ lost, doubled: [], invented: [] });
  const wrong = [
    describeFindings('ledger', ledger),
    describeFindings(
      'taken on the wire',
      judgePositions(onWire, rows, () => true),
    ),
    describeFindings('in outboxes', one(lostOf(inOutboxes, () => true))),
    describeFindings('acknowledged', one(lostOf(onWire, (id, number) => isIn(acknowledged, id, number)))),
    books,
    ...processes.faults,
    ...processes.witnesses.flatMap(({ contradictions }) => contradictions),
    ledger.longestTailMs > mostTailMs ? `an agent kept nothing for ${ledger.longestTailMs} ms` : null,
    ledger.stored === 0 ? 'nothing was stored at all' : null,
  ].filter((text) => text !== null);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return ledger;
}
