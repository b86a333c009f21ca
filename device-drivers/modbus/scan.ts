// Looks which units answer on a Modbus endpoint and which device models fit them. Reads only, one request at a time, with a
// pause after each: a bus that is at work is not held up.
import type { DeviceModelCatalogue } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { Answer, Failure } from './answer.ts';
import { isSilence } from './answer.ts';
import type { ModbusLink } from './link.ts';
import { readRequest, readValues } from './messages.ts';
import { isRtu, openLink } from './open-link.ts';
import type { Table } from './planner.ts';
import { type ModelFit, rankModels } from './rank-models.ts';
import { type ModbusEndpoint, modbusSchemas } from './settings.ts';

/** Numbers from first to last, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

export interface ModbusScan {
  /** As an endpoint's settings are written. */
  readonly settings: unknown;
  readonly units: Span;
  /** Registers to list of each unit that answers, beside what models ask for. */
  readonly registers?: Span;
  readonly models: DeviceModelCatalogue;
  readonly clock: Clock;
  /** Between requests; `usualPauseMs` where left out. */
  readonly pauseMs?: number;
  /** Ends the scan after the request that is under way. */
  readonly signal?: AbortSignal;
  readonly onStep?: (step: ScanStep) => void;
}

export type ScanStep =
  | { readonly kind: 'asking'; readonly unit: number }
  | { readonly kind: 'found'; readonly unit: number };

interface RegisterValue {
  readonly table: Table;
  readonly address: number;
  readonly value: number;
}

export interface FoundUnit {
  readonly unit: number;
  /** Best first; empty where no model fits. */
  readonly fits: readonly ModelFit[];
  readonly registers: readonly RegisterValue[];
}

export interface ScanResult {
  readonly units: readonly FoundUnit[];
  /** Why it ended before the last unit; null where it did not. */
  readonly trouble: string | null;
  readonly isStopped: boolean;
}

const usualPauseMs = 20;
/** A server may close the connection on a unit that it does not know. */
const mostReconnects = 50;
/** Of one unit, that answers some reads with silence: more would hold up the bus. */
const mostSilences = 12;
/** Registers in one read of a list; halved where the device refuses. */
const listChunk = 32;
const mostListedRegisters = 2_000;

/** Rejects where the settings do not pass their schema; trouble on the line is told in the result. */
export async function scanModbus(scan: ModbusScan): Promise<ScanResult> {
  const settings = modbusSchemas.endpointSchema.parse(scan.settings) as ModbusEndpoint;
  const bus = new QuietBus(settings, scan);
  const units: FoundUnit[] = [];
  try {
    if (!(await bus.open())) return { units, trouble: bus.trouble, isStopped: false };
    for (let unit = scan.units.first; unit <= scan.units.last && bus.mayGoOn; unit++) {
      scan.onStep?.({ kind: 'asking', unit });
      const found = await scanUnit(bus, unit, scan);
      if (!found) continue;
      units.push(found);
      scan.onStep?.({ kind: 'found', unit });
    }
    return { units, trouble: bus.trouble, isStopped: scan.signal?.aborted === true };
  } finally {
    await bus.close();
  }
}

async function scanUnit(bus: QuietBus, unit: number, scan: ModbusScan): Promise<FoundUnit | null> {
  if (!(await isThere(bus, unit))) return null;
  const reader = new UnitReader(bus, unit);
  const fits = await rankModels(scan.models, (table, address, count) => reader.read(table, address, count));
  const registers = scan.registers ? await listRegisters(reader, scan.registers) : [];
  return { unit, fits, registers };
}

/** Any answer will do, a refusal too. Devices that keep silent at what they do not have are asked in other tables. */
async function isThere(bus: QuietBus, unit: number): Promise<boolean> {
  for (const table of ['holding', 'input', 'coil'] as const) {
    const answer = await bus.read(unit, table, 0, 1);
    if (answer.ok || !isSilence(answer.failure)) return true;
    if (!bus.mayGoOn) return false;
  }
  return false;
}

/** Reads of one unit: each once, and none any more where it keeps silent too often. */
class UnitReader {
  readonly #bus: QuietBus;
  readonly #unit: number;
  readonly #known = new Map<string, Buffer | null>();
  #silences = 0;

  constructor(bus: QuietBus, unit: number) {
    this.#bus = bus;
    this.#unit = unit;
  }

  /** The bytes of registers or bits; null where the unit does not give them. */
  async read(table: Table, address: number, count: number): Promise<Buffer | null> {
    const key = `${table} ${address} ${count}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#silences >= mostSilences || !this.#bus.mayGoOn) return null;
    const answer = await this.#bus.read(this.#unit, table, address, count);
    if (!answer.ok && isSilence(answer.failure)) this.#silences += 1;
    const bytes = answer.ok ? answer.value : null;
    this.#known.set(key, bytes);
    return bytes;
  }
}

async function listRegisters(reader: UnitReader, { first, last }: Span): Promise<RegisterValue[]> {
  const found: RegisterValue[] = [];
  const end = Math.min(last, first + mostListedRegisters - 1);
  for (const table of ['holding', 'input'] as const) {
    for (let at = first; at <= end; at += listChunk) {
      await listPart(reader, table, at, Math.min(listChunk, end - at + 1), found);
    }
  }
  return found;
}

async function listPart(
  reader: UnitReader,
  table: Table,
  start: number,
  count: number,
  found: RegisterValue[],
): Promise<void> {
  const bytes = await reader.read(table, start, count);
  if (bytes) {
    for (let i = 0; i < count; i++)
      found.push({ table, address: start + i, value: bytes.readUInt16BE(i * 2) });
  } else if (count > 1) {
    const half = Math.ceil(count / 2);
    await listPart(reader, table, start, half, found);
    await listPart(reader, table, start + half, count - half, found);
  }
}

/** One connection that is asked one thing at a time; connects again where the other side closed it. */
class QuietBus {
  readonly #settings: ModbusEndpoint;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #pauseMs: number;
  #link: ModbusLink | null = null;
  #reconnects = 0;
  #trouble: string | null = null;

  constructor(settings: ModbusEndpoint, { clock, signal, pauseMs = usualPauseMs }: ModbusScan) {
    this.#settings = settings;
    this.#clock = clock;
    this.#signal = signal;
    this.#pauseMs = pauseMs;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  get mayGoOn(): boolean {
    return this.#trouble === null && this.#signal?.aborted !== true;
  }

  async open(): Promise<boolean> {
    const link = openLink(this.#settings, 1, this.#clock, { onFree() {}, onLost() {}, onLate() {} });
    this.#link = link;
    if (await link.connect()) return true;
    this.#trouble = link.ending.failure.detail;
    return false;
  }

  async close(): Promise<void> {
    this.#link?.drop('the scan is over');
    await this.#link?.closed();
  }

  async read(unit: number, table: Table, address: number, count: number): Promise<Answer<Buffer>> {
    if (!this.#link?.isOpen && !(await this.#reopen())) return lost(this.#trouble ?? 'stopped');
    const request = readRequest(unit, table, address, count);
    const { timeoutMs } = this.#settings;
    const answer = await new Promise<Answer<Buffer>>((resolve) => {
      this.#link!.ask(request, timeoutMs, (body) => {
        const values = body.ok ? readValues(request, table, count, body.value) : body;
        resolve(values.ok ? { ok: true, value: Buffer.from(values.value) } : values);
      });
      this.#link!.flush();
    });
    // On a serial line a late answer would be taken for the next one's.
    const isLateLikely = !answer.ok && isSilence(answer.failure) && isRtu(this.#settings);
    await this.#pause(isLateLikely ? Math.max(this.#pauseMs, timeoutMs) : this.#pauseMs);
    return answer;
  }

  async #reopen(): Promise<boolean> {
    if (!this.mayGoOn) return false;
    if (this.#reconnects++ >= mostReconnects) {
      this.#trouble = `the other side has closed the connection ${mostReconnects} times`;
      return false;
    }
    await this.#link?.closed();
    return await this.open();
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((resolve) => void this.#clock.after(ms, resolve));
  }
}

function lost(detail: string): Answer<never> {
  const failure: Failure = { kind: 'lost', detail };
  return { ok: false, failure };
}
