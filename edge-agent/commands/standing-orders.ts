// The standing orders of all points of the gateway, as the journal tells them. A side file holds them beyond the journal's
// own reach: at a start it is read, and what the journal has since is applied to it.
import {
  type CommandPriority,
  mostStandingOrders,
  type Standing,
  type StandingOrder,
} from '@campus/campus-model/plain';
import { type Log, TroubleLog } from '@campus/runtime/plain';
import type { CheckedFile } from '../outbox/checked-file.ts';
import type { JournalEntry, KeptOrder } from './journal.ts';
import { bare, type PriorityArray, placed, rankOf, released, settled, withdrawn } from './priority-array.ts';

interface Saved {
  /** Number of the newest journal entry that is in it. */
  readonly through: number;
  readonly points: Readonly<Record<string, PriorityArray>>;
}

export interface StandingOrdersOptions {
  readonly file: Pick<CheckedFile, 'read' | 'write'>;
  readonly log: Log;
  /** Whether the gateway still has such an output. */
  isOutput(pointId: string): boolean;
  /** Points whose orders have changed. */
  onChange(pointIds: readonly string[]): void;
}

const none: PriorityArray = [];

export class StandingOrders {
  readonly #options: StandingOrdersOptions;
  readonly #trouble: TroubleLog;
  readonly #arrays = new Map<string, PriorityArray>();
  readonly #pointOf = new Map<string, string>();
  #through = 0;
  #isDirty = false;
  #saving: Promise<void> | null = null;

  constructor(options: StandingOrdersOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
  }

  /** The most urgent first. */
  of(pointId: string): PriorityArray {
    return this.#arrays.get(pointId) ?? none;
  }

  holderOf(pointId: string): StandingOrder | null {
    return this.of(pointId)[0] ?? null;
  }

  has(id: string): boolean {
    return this.#pointOf.has(id);
  }

  /** Whether one more may stand: one that takes another's place always may. */
  hasRoomFor(pointId: string, priority: CommandPriority): boolean {
    if (this.of(pointId).some((order) => order.priority === priority)) return true;
    return this.#pointOf.size < mostStandingOrders;
  }

  /** What the hub is told: of all points where something stands, or of some (also where nothing does any more). */
  told(pointIds: Iterable<string> = this.#arrays.keys()): Standing[] {
    return Array.from(pointIds, (pointId) => ({ pointId, orders: this.of(pointId).map(bare) }));
  }

  /** Orders whose time is over at `hubNowMs`, and those of one author. */
  *where(isMeant: (order: StandingOrder) => boolean): Generator<{ pointId: string; order: StandingOrder }> {
    for (const [pointId, array] of this.#arrays)
      for (const order of array) if (isMeant(order)) yield { pointId, order };
  }

  /** Reads the side file: to be done before the journal's entries are replayed. */
  async recall(): Promise<void> {
    const saved = (await this.#options.file.read()) as Saved | null;
    if (!saved) return;
    this.#through = saved.through;
    for (const [pointId, array] of Object.entries(saved.points)) this.#set(pointId, array);
  }

  /** An entry of an earlier run, in its order; what the side file has already is passed over. */
  replay(number: number, entry: JournalEntry): void {
    if (number > this.#through) this.take(number, entry);
  }

  /** After the replay. A journal that ends before the side file is another one than it was written for. */
  recalled(last: number): void {
    if (last < this.#through) {
      this.#through = last;
      this.#isDirty = true;
    }
    for (const pointId of this.#arrays.keys()) if (!this.#options.isOutput(pointId)) this.#set(pointId, none);
  }

  /** An entry that was kept under this number; null: the disk refused it, and it holds all the same. */
  take(number: number | null, { report, order }: JournalEntry): void {
    this.#through = Math.max(this.#through, number ?? 0);
    this.#isDirty = true;
    const pointId = order?.pointId ?? this.#pointOf.get(report.id);
    if (pointId === undefined) return;
    const before = this.of(pointId);
    const after = order ? ordered(before, report, order) : ended(before, report);
    if (after === before) return;
    this.#set(pointId, after);
    this.#options.onChange([pointId]);
  }

  /** Writes down what has changed. Call it now and then; a disk that fails is tried again. */
  save(): Promise<void> {
    if (!this.#isDirty || this.#saving) return this.#saving ?? Promise.resolve();
    this.#isDirty = false;
    this.#saving = this.#options.file
      .write({ through: this.#through, points: Object.fromEntries(this.#arrays) } satisfies Saved)
      .then(
        () => this.#trouble.back('standing orders'),
        (error: unknown) => {
          this.#isDirty = true;
          this.#trouble.lost('standing orders', error instanceof Error ? error.message : String(error));
        },
      )
      .finally(() => {
        this.#saving = null;
      });
    return this.#saving;
  }

  #set(pointId: string, array: PriorityArray): void {
    for (const { id } of this.of(pointId)) this.#pointOf.delete(id);
    for (const { id } of array) this.#pointOf.set(id, pointId);
    if (array.length === 0) this.#arrays.delete(pointId);
    else this.#arrays.set(pointId, array);
  }
}

/** With `accepted` and `held` comes the order itself. */
function ordered(
  array: PriorityArray,
  { id, state, at }: JournalEntry['report'],
  { value, priority, by = '', untilMs = null, isRelease }: KeptOrder,
): PriorityArray {
  if (priority === undefined || (state !== 'accepted' && state !== 'held')) return array;
  if (isRelease) return released(array, priority);
  if (value === null || rankOf(priority) < 0) return array;
  return placed(array, { id, priority, value, by, sinceMs: at, untilMs }, state === 'accepted');
}

/** Confirmed, unknown and held orders stand; those that came to nothing do not. */
function ended(array: PriorityArray, { id, state }: JournalEntry['report']): PriorityArray {
  if (!array.some((order) => order.id === id)) return array;
  switch (state) {
    case 'confirmed':
    case 'unknown':
    case 'held':
      return settled(array, id);
    case 'rejected':
    case 'failed':
    case 'expired':
    case 'superseded':
      return withdrawn(array, id);
    default:
      return array;
  }
}
