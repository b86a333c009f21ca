// What a host knows of one edge node between birth and death: sequence, aliases, devices. No I/O.
import { AliasBook } from './alias-book.ts';
import { type DataRows, noType } from './data-rows.ts';
import { bdSeqMetric, dataType } from './payload.ts';
import type { DecodedMetric, DecodedPayload } from './payload-decoder.ts';
import { withSign } from './whole-number.ts';

const sequenceNumbers = 256;
/** Most devices of one edge node. */
const mostDevices = 5_000;

/**
 * What a message means: `accepted`; `gap`: accepted, but a message before it is missing;
 * `unknown`: not accepted, a birth is needed first; `stale`: a death of an earlier session, not accepted.
 */
export type Verdict = 'accepted' | 'gap' | 'unknown' | 'stale';

/** What the receiver of rows calls a metric that a birth declares; -1 where it has no name for it. */
export type SlotOf = (deviceId: string | null, name: string) => number;

export class NodeSession {
  readonly #slotOf: SlotOf;
  readonly #aliases = new AliasBook();
  readonly #devices = new Set<string>();
  #isBorn = false;
  #bdSeq: number | null = null;
  #seq = 0;

  constructor(slotOf: SlotOf = () => -1) {
    this.#slotOf = slotOf;
  }

  get isBorn(): boolean {
    return this.#isBorn;
  }

  /** The connection to the broker was lost: only a new birth makes the node known again. */
  forget(): void {
    this.#isBorn = false;
    this.#devices.clear();
    this.#aliases.clear();
  }

  nodeBirth(payload: DecodedPayload): Verdict {
    this.forget();
    this.#learn(null, payload);
    this.#bdSeq = bdSeqOf(payload);
    this.#seq = payload.seq ?? 0;
    this.#isBorn = true;
    return 'accepted';
  }

  deviceBirth(deviceId: string, payload: DecodedPayload): Verdict {
    if (!this.#isBorn || (this.#devices.size >= mostDevices && !this.#devices.has(deviceId)))
      return 'unknown';
    this.#learn(deviceId, payload);
    this.#devices.add(deviceId);
    return this.#follow(payload.seq);
  }

  /** Names the metrics of a data message; `unknown` where it lacks its birth or an alias is not known. */
  data(deviceId: string | null, payload: DecodedPayload): Verdict {
    if (!this.#isBorn || (deviceId !== null && !this.#devices.has(deviceId))) return 'unknown';
    const verdict = this.#follow(payload.seq);
    for (const metric of payload.metrics) if (!this.#resolve(metric, deviceId)) return 'unknown';
    return verdict;
  }

  /**
   * As `data`, for a message in columns: its rows get their slots. Null where it takes the codec to understand it: then
   * nothing has changed. `leadName` is the name that a leading text must have.
   */
  rows(deviceId: string | null, rows: DataRows, leadName: string): Verdict | null {
    const owner = this.#isBorn ? this.#aliases.ownerOf(deviceId) : 0;
    const isKnown = owner !== 0 && (deviceId === null || this.#devices.has(deviceId));
    if (!isKnown) return null;
    if (rows.lead !== null && !this.#isLead(rows.leadAlias, owner, leadName)) return null;
    // the leading metric without its text
    if (rows.lead === null && rows.length > 0 && this.#isLead(rows.alias[0]!, owner, leadName)) return null;
    if (!this.#assignSlots(rows, owner)) return null;
    return this.#follow(rows.seq < 0 ? undefined : rows.seq);
  }

  deviceDeath(deviceId: string, payload: DecodedPayload): Verdict {
    if (!this.#isBorn || !this.#devices.delete(deviceId)) return 'unknown';
    this.#aliases.forget(deviceId);
    return this.#follow(payload.seq);
  }

  /** A death belongs to the birth of equal bdSeq; any other is of an earlier session [tck-id-payloads-ndeath-bdseq]. */
  nodeDeath(payload: DecodedPayload): Verdict {
    if (!this.#isBorn || bdSeqOf(payload) !== this.#bdSeq) return 'stale';
    this.forget();
    return 'accepted';
  }

  /** One broker connection keeps the order of messages, so a gap is a loss: no waiting for a late one. */
  #follow(seq: number | undefined): Verdict {
    const expected = (this.#seq + 1) % sequenceNumbers;
    this.#seq = seq ?? expected;
    return this.#seq === expected ? 'accepted' : 'gap';
  }

  #learn(deviceId: string | null, payload: DecodedPayload): void {
    this.#aliases.learn(deviceId, namedMetrics(payload), (name) => this.#slotOf(deviceId, name));
  }

  #isLead(alias: number, owner: number, name: string): boolean {
    return this.#aliases.owner[alias] === owner && this.#aliases.nameOf(alias) === name;
  }

  /** False where an alias is not one of the owner's, or a value is read with a sign that only its birth names. */
  #assignSlots({ length, alias, type, slot }: DataRows, owner: number): boolean {
    const { owner: owners, slot: slots, type: types } = this.#aliases;
    for (let row = 0; row < length; row++) {
      const at = alias[row]!;
      if (at >= owners.length || owners[at] !== owner) return false;
      if (type[row] === noType && isSigned(types[at]!)) return false;
      slot[row] = slots[at]!;
    }
    return true;
  }

  #resolve(metric: DecodedMetric, deviceId: string | null): boolean {
    if (metric.name !== undefined || metric.alias === undefined) return metric.name !== undefined;
    const known = this.#aliases.get(metric.alias);
    if (!known || known.deviceId !== deviceId) return false;
    metric.name = known.name;
    if (metric.dataType === undefined && known.dataType !== undefined) {
      metric.dataType = known.dataType;
      if (typeof metric.value === 'number' || typeof metric.value === 'bigint')
        metric.value = withSign(metric.value, known.dataType);
    }
    return true;
  }
}

function isSigned(type: number): boolean {
  return type >= dataType.Int8 && type <= dataType.Int64;
}

function namedMetrics({ metrics }: DecodedPayload): DecodedMetric[] {
  return metrics.filter(({ name }) => name !== undefined);
}

function bdSeqOf({ metrics }: DecodedPayload): number | null {
  const value = metrics.find(({ name }) => name === bdSeqMetric)?.value;
  return typeof value === 'number' ? value : null;
}
