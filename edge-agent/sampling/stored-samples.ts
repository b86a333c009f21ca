// What stands in blocks of the samples' log, with point ids, whichever version wrote them.
import { unpackRecords } from '../outbox/frame.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Block } from '../outbox/segment.ts';
import { decodeFirstRecord } from './first-record.ts';
import { decodeNames } from './name-list.ts';
import { decodeBlock } from './sample-block.ts';

export interface StoredSample {
  /** Its position. */
  readonly outboxId: string;
  readonly number: number;
  readonly pointId: string;
  readonly timeMs: number;
  /** NaN is a missing value. */
  readonly value: number;
  readonly status: number;
  readonly ordinal: number;
  readonly text: string | undefined;
}

const none = new Uint8Array();

export class StoredSamples {
  readonly #outbox: Pick<Outbox, 'preambleOf'>;
  readonly #names = new Map<string, readonly string[]>();

  constructor(outbox: Pick<Outbox, 'preambleOf'>) {
    this.#outbox = outbox;
  }

  /** Calls `each` for the samples of a block in their order; those that nobody can read are passed over. */
  async read(block: Block, each: (sample: StoredSample) => void): Promise<void> {
    const { id: outboxId, first } = block;
    if (block.isFirstFormat) {
      (unpackRecords(block.content) ?? []).forEach((bytes, place) => {
        const sample = decodeFirstRecord(bytes);
        if (sample) each({ outboxId, number: first + place, ...sample, text: sample.text });
      });
      return;
    }
    const names = await this.#namesOf(outboxId);
    let number = first;
    decodeBlock(block.content, (place, timeMs, value, status, ordinal, text) => {
      const pointId = names[place];
      if (pointId !== undefined) each({ outboxId, number, pointId, timeMs, value, status, ordinal, text });
      number++;
    });
  }

  async #namesOf(id: string): Promise<readonly string[]> {
    const known = this.#names.get(id);
    if (known) return known;
    const names = decodeNames((await this.#outbox.preambleOf(id)) ?? none) ?? [];
    this.#names.set(id, names);
    return names;
  }
}
