// A point nobody has described yet, guessed from its name, its unit and the values it was seen to have. A draft: whoever
// takes it over holds it against the maker's document.
import { type PointModel, type Quantity, quantities } from '@campus/campus-model';
import { type Address, point, text } from '../device-models/point-builder.ts';
import { measuredOf, quantityDefaults } from '../mqtt/home-assistant/quantity-of.ts';

export interface SeenValue {
  /** As the device calls it. */
  readonly label: string;
  readonly kind: 'number' | 'boolean' | 'text';
  readonly unit?: string;
  /** Of an enumeration, by number. */
  readonly states?: Readonly<Record<string, string>>;
  /** Where the device says it. */
  readonly range?: { readonly min: number; readonly max: number };
  /** What was seen. */
  readonly min?: number;
  readonly max?: number;
}

/** Words in names that say what is measured, longer ones first. */
const words: readonly (readonly [word: string, quantity: Quantity])[] = [
  ['temperature', 'temperature'],
  ['temp', 'temperature'],
  ['humidity', 'humidity'],
  ['co2', 'co2'],
  ['pm25', 'pm25'],
  ['pm10', 'pm10'],
  ['illuminance', 'illuminance'],
  ['lux', 'illuminance'],
  ['noise', 'noise'],
  ['voltage', 'voltage'],
  ['current', 'current'],
  ['energy', 'energy'],
  ['power', 'power'],
  ['frequency', 'frequency'],
  ['pressure', 'pressure'],
  ['battery', 'battery'],
  ['rssi', 'signal-strength'],
  ['speed', 'speed'],
  ['percent', 'percentage'],
  ['load', 'percentage'],
];

const counters: readonly Quantity[] = ['energy', 'water-volume', 'heat-energy'];

/** `address` may have to be given a scale: it is returned with it. Ids are the caller's to keep apart. */
export function draftPoint(seen: SeenValue, id: string, address: Address): PointModel {
  const label = seen.label.slice(0, 60);
  const name = text(label, label);
  if (seen.kind === 'text') return point({ id, name, kind: 'status', quantity: 'text' }, address);
  if (seen.states || seen.kind === 'boolean') {
    const states = seen.states ?? { 0: 'off', 1: 'on' };
    const both = Object.entries(states).map(
      ([code, word]) => [code, text(word || code, word || code)] as const,
    );
    return point({ id, name, kind: 'status', quantity: 'state', states: Object.fromEntries(both) }, address);
  }
  const { quantity, scale } = measured(seen);
  const usual = quantityDefaults[quantity] ?? { min: -1e9, max: 1e9, deadband: 0 };
  const range = seen.range ?? { min: usual.min, max: usual.max };
  const counter = counters.includes(quantity) ? { counter: true } : {};
  const scaled = scale === 1 ? address : { ...address, scale };
  return point({ id, name, quantity, range, deadband: usual.deadband, ...counter }, scaled);
}

function measured({ label, unit, min = 0, max = 0 }: SeenValue): { quantity: Quantity; scale: number } {
  const byUnit = unit ? measuredOf(null, unit) : null;
  if (byUnit && byUnit.offset === 0) return byUnit;
  const plain = label.toLowerCase().replace(/[^a-z0-9]/g, '');
  const found = words.find(([word]) => plain.includes(word))?.[1];
  const usual = found ? quantityDefaults[found] : undefined;
  // A value that its quantity cannot have is something else of that name.
  const isLikely = found !== undefined && (!usual || (min >= usual.min && max <= usual.max));
  const isUnitFit = found !== undefined && (!unit || quantities[found].unit === unit);
  return { quantity: isLikely && isUnitFit ? found : 'count', scale: 1 };
}

/** An id that is not among `taken` yet; it is afterwards. */
export function freeId(words: string, taken: Set<string>, longest: number): string {
  const plain = words
    .normalize('NFKD')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const base = plain.slice(0, longest).replace(/-+$/, '') || 'value';
  let id = base;
  for (let copy = 2; taken.has(id); copy++) id = `${base.slice(0, longest - 4)}-${copy}`;
  taken.add(id);
  return id;
}
