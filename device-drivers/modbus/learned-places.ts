// What devices refused to be read across, kept in the driver's folder, so that a restart asks no illegal question again.
// The file is small and replaced as a whole; without it, or where it is spoilt, all is learned anew.
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TroubleLog } from '@campus/runtime/plain';
import type { DriverContext } from '../driver.ts';
import type { Table } from './planner.ts';
import type { ModbusUnit } from './unit.ts';

const formatVersion = 1;
/** One write for what is learned in one go. */
const gatherMs = 1_000;
/** Far more than 247 units with a boundary at each of their points take. */
const largestFileBytes = 4_000_000;
const tables: readonly Table[] = ['coil', 'discrete', 'holding', 'input'];

interface LearnedUnit {
  readonly unit: number;
  /** Models and offsets of the devices on it: what was learned of others does not count. */
  readonly devices: string;
  readonly boundaries: Partial<Record<Table, readonly number[]>>;
}

export class LearnedPlaces {
  readonly #endpointId: string;
  readonly #units: readonly ModbusUnit[];
  readonly #context: DriverContext;
  readonly #trouble: TroubleLog;
  #cancel: (() => void) | null = null;
  #saving: Promise<void> = Promise.resolve();
  #isChanged = false;

  constructor(endpointId: string, units: readonly ModbusUnit[], context: DriverContext) {
    this.#endpointId = endpointId;
    this.#units = units;
    this.#context = context;
    this.#trouble = new TroubleLog(context.log);
  }

  /** Tells the units what was learned before. Never rejects. */
  async recall(): Promise<void> {
    const path = this.#path;
    if (!path) return;
    for (const learned of await readLearned(path)) {
      const unit = this.#units.find(({ id }) => id === learned.unit);
      if (!unit || devicesOf(unit) !== learned.devices) continue;
      for (const table of tables) {
        for (const address of learned.boundaries[table] ?? []) unit.recall(table, address);
      }
    }
  }

  /** Something was learned: it is written soon. */
  changed(): void {
    this.#isChanged = true;
    if (!this.#path || this.#cancel) return;
    this.#cancel = this.#context.clock.after(gatherMs, () => {
      this.#cancel = null;
      this.#save();
    });
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#isChanged) this.#save();
    await this.#saving;
  }

  get #path(): string | null {
    const { folder } = this.#context;
    return folder ? join(folder, 'modbus', `${encodeURIComponent(this.#endpointId)}.json`) : null;
  }

  #save(): void {
    this.#isChanged = false;
    const units = this.#units.filter(({ boundaries }) => boundaries.tables.length > 0).map(learnedOf);
    const text = `${JSON.stringify({ version: formatVersion, units })}\n`;
    this.#saving = this.#saving.then(() => this.#write(text));
  }

  async #write(text: string): Promise<void> {
    const path = this.#path;
    if (!path) return;
    const what = `${this.#endpointId}: memory of refused reads`;
    try {
      await mkdir(join(path, '..'), { recursive: true });
      await replaceFile(path, text);
      this.#trouble.back(what);
    } catch (error) {
      this.#trouble.lost(what, String(error));
    }
  }
}

function learnedOf(unit: ModbusUnit): LearnedUnit {
  const { boundaries } = unit;
  const known = boundaries.tables.map((table) => [table, boundaries.of(table)]);
  return { unit: unit.id, devices: devicesOf(unit), boundaries: Object.fromEntries(known) };
}

function devicesOf({ devices }: ModbusUnit): string {
  return devices.map(({ device, model }) => `${model.id} ${device.address.offset}`).join(', ');
}

async function readLearned(path: string): Promise<readonly LearnedUnit[]> {
  try {
    if ((await stat(path)).size > largestFileBytes) return [];
    const { version, units } = JSON.parse(await readFile(path, 'utf8'));
    return version === formatVersion && Array.isArray(units) ? units.filter(isLearned) : [];
  } catch {
    return [];
  }
}

function isLearned(value: Partial<LearnedUnit> | null): value is LearnedUnit {
  const boundaries = value?.boundaries;
  if (typeof boundaries !== 'object' || boundaries === null) return false;
  return tables.every((table) => boundaries[table] === undefined || Array.isArray(boundaries[table]));
}

/** After a kill at any moment there is the old text or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
