// The devices that rooms will have by their templates and rows: addresses worked out room by room, so that a mistake is told
// of the row that causes it and not of the template.
import { applyFormulas, FormulaError, type FormulaValues } from '@campus/campus-model';
import { type Description, listOf, type Place } from './description-rows.ts';
import { type Entry, isEntry } from './entries.ts';

/** A room as the check goes through it. */
interface RoomRow {
  readonly identity: string;
  readonly place: Place;
  readonly entry: Entry;
}

/** A device of a room's own. */
interface OwnRow {
  readonly identity: string;
  readonly entry: Entry;
}

export interface PlannedDevice {
  readonly id: string;
  readonly room: string;
  /** The identity of its row in the sheet of devices; absent where the template brings it. */
  readonly own?: string;
  readonly modelId: string;
  readonly endpointId: string;
  readonly address: Readonly<Record<string, unknown>>;
}

export interface FailedFormula {
  readonly room: string;
  readonly own?: string;
  /** The variable that is missing; absent where the formula fails otherwise. */
  readonly variable?: string;
  readonly why: string;
}

export interface Plan {
  readonly devices: readonly PlannedDevice[];
  readonly failed: readonly FailedFormula[];
}

/** As many as the description's schema lets a device be repeated. */
const mostRepeats = 200;

/** `variables` are those of the description with what overrides them. Never throws for what rows say. */
export function planDevices(
  description: Description,
  rooms: readonly RoomRow[],
  ownRows: readonly (OwnRow & { readonly place: Place })[],
  variables: FormulaValues,
): Plan {
  const plan = { devices: [] as PlannedDevice[], failed: [] as FailedFormula[] };
  const templates = isEntry(description.templates) ? description.templates : {};
  const values = placeValues(description, variables);
  const own = Map.groupBy(ownRows, ({ place }) => place.space ?? '');
  const counts = new Map<string, number>();
  for (const room of rooms) {
    const floor = `${room.place.building}/${room.place.floor}`;
    const n = counts.get(floor) ?? 0;
    counts.set(floor, n + 1);
    const known = { ...values.get(floor), n, space: room.identity, ...variablesOf(room.entry) };
    const template = templates[String(room.entry.template)];
    for (const device of isEntry(template) ? listOf(template.devices) : []) {
      addDevice(plan, device, { room: room.identity }, known);
    }
    for (const { entry, identity } of own.get(room.identity) ?? []) {
      addDevice(plan, entry, { room: room.identity, own: identity }, known);
    }
  }
  return plan;
}

/** What formulas may name on each floor. */
function placeValues(description: Description, variables: FormulaValues): Map<string, FormulaValues> {
  const values = new Map<string, FormulaValues>();
  for (const building of listOf(description.buildings)) {
    const inBuilding = { ...variables, building: String(building.id), ...variablesOf(building) };
    for (const floor of listOf(building.floors)) {
      values.set(`${building.id}/${floor.id}`, {
        ...inBuilding,
        floor: String(floor.id),
        level: Number(floor.level),
        ...variablesOf(floor),
      });
    }
  }
  return values;
}

function variablesOf(entry: Entry): FormulaValues {
  return isEntry(entry.with) ? (entry.with as FormulaValues) : {};
}

function addDevice(
  plan: { devices: PlannedDevice[]; failed: FailedFormula[] },
  entry: Entry,
  source: Pick<PlannedDevice, 'room' | 'own'>,
  known: FormulaValues,
): void {
  const repeat = Math.min(mostRepeats, Number(entry.repeat ?? 1) || 1);
  for (let k = 1; k <= repeat; k++) {
    try {
      const { id, model, endpoint, address } = applyFormulas(entry, { ...known, k });
      plan.devices.push({
        id: String(id),
        ...source,
        modelId: String(model),
        endpointId: String(endpoint),
        address: isEntry(address) ? address : {},
      });
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      const variable = /unknown name "(\w+)"/.exec(error.message)?.[1];
      plan.failed.push({ ...source, why: error.message, ...(variable ? { variable } : {}) });
      return;
    }
  }
}
