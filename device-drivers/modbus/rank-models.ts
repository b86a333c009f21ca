// Which device models fit a unit that answers: the registers of each are read, and what they say is held against the spans
// and states of its points. Knows no socket.
import type { DeviceModel, DeviceModelCatalogue, PointModel, Text } from '@campus/campus-model';
import { registerReader, widthOf } from './codec.ts';
import type { Table } from './planner.ts';
import { type ModbusModel, type ModbusPointAddress, modbusSchemas } from './settings.ts';

/** The bytes of registers or bits; null where the unit does not give them. */
type ReadRegisters = (table: Table, address: number, count: number) => Promise<Buffer | null>;

export interface ModelFit {
  readonly modelId: string;
  readonly name: Text;
  /** 0 to 1. */
  readonly score: number;
  readonly points: number;
  /** Points that the unit gave a value for, and those of them that are plausible. */
  readonly answered: number;
  readonly plausible: number;
  readonly values: readonly { readonly point: string; readonly value: number; readonly unit: string }[];
}

/** Models that a unit refuses this many points of, spread over the model, are not read further. */
const firstPoints = 3;
/** A zero is plausible nearly everywhere and says little. */
const zeroWeight = 0.25;
/** A value outside its span speaks against the model more than a good one speaks for it. */
const implausibleWeight = -2;
const mostFits = 5;
/** Below this a model fits by chance. */
const leastScore = 0.3;

/** Modbus models by rising doubt. */
export async function rankModels(models: DeviceModelCatalogue, read: ReadRegisters): Promise<ModelFit[]> {
  const fits: ModelFit[] = [];
  for (const model of models.values()) {
    if (model.protocol !== 'modbus') continue;
    const fit = await fitOf(model, read);
    if (fit && fit.score >= leastScore) fits.push(fit);
  }
  return fits
    .toSorted((a, b) => weightOf(b) - weightOf(a) || (a.modelId < b.modelId ? -1 : 1))
    .slice(0, mostFits);
}

/** Two values fit a model by chance more easily than ten. */
function weightOf({ score, plausible }: ModelFit): number {
  return score * Math.log2(1 + plausible);
}

interface Told {
  readonly point: PointModel;
  readonly value: number | null;
}

async function fitOf(model: DeviceModel, read: ReadRegisters): Promise<ModelFit | null> {
  const settings = modbusSchemas.modelSettingsSchema.parse(model.settings) as ModbusModel;
  const told: Told[] = [];
  for (const [place, point] of spread(model.points.filter(isToldOf)).entries()) {
    if (place === firstPoints && told.every(({ value }) => value === null)) return null;
    told.push({ point, value: await pointValue(point, settings, read) });
  }
  const answered = told.filter((one): one is { point: PointModel; value: number } => one.value !== null);
  if (answered.length === 0) return null;
  const plausible = answered.filter(({ point, value }) => isPlausible(point, value));
  return {
    modelId: model.id,
    name: model.name,
    score: scoreOf(told, answered, plausible.length),
    points: told.length,
    answered: answered.length,
    plausible: plausible.length,
    values: answered.map(({ point, value }) => ({ point: point.id, value, unit: point.unit })),
  };
}

function scoreOf(
  told: readonly Told[],
  answered: readonly { readonly point: PointModel; readonly value: number }[],
  plausible: number,
): number {
  const weights = answered.map(({ point, value }) => {
    if (!isPlausible(point, value)) return implausibleWeight;
    return value === 0 ? zeroWeight : 1;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  // A unit that gives every point speaks for the model even where all of them are zero.
  const wholeness = plausible / told.length;
  return Math.max(0, (sum / told.length) * 0.7 + wholeness * 0.3);
}

/** What is commanded is read back by a point of its own. */
function isToldOf({ write }: PointModel): boolean {
  return write === undefined;
}

/** First, last and middle one before the rest: models of a family begin alike. */
function spread(points: readonly PointModel[]): readonly PointModel[] {
  const first = [0, points.length - 1, Math.floor(points.length / 2)];
  const order = new Set([...first, ...points.keys()]);
  return [...order].map((place) => points[place]!);
}

async function pointValue(
  point: PointModel,
  settings: ModbusModel,
  read: ReadRegisters,
): Promise<number | null> {
  const address = modbusSchemas.pointAddressSchema.parse(point.address) as ModbusPointAddress;
  const width = widthOf(address);
  const count = settings.evenCounts && width % 2 === 1 ? width + 1 : width;
  const bytes = await read(address.table, address.address, count);
  if (!bytes) return null;
  return 'type' in address ? registerReader(address, settings)(bytes, 0) : bytes[0]! & 1;
}

/** NaN is what a device says of a value that it does not have: a sensor that is not fitted. */
function isPlausible({ range, states }: PointModel, value: number): boolean {
  if (Number.isNaN(value)) return false;
  if (states) return Object.hasOwn(states, String(value));
  return range === undefined || (value >= range.min && value <= range.max);
}
