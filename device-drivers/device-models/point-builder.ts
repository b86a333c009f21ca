// How a point of a device model is made: from its quantity come unit and decimals, from the caller what differs.
import {
  type DeviceModel,
  type PointKind,
  type PointModel,
  type Quantity,
  quantities,
  type Text,
  type Witness,
} from '@campus/campus-model';

export type Address = object;

/** What a model may say otherwise than the capability does. */
export type PointOverrides = Partial<
  Pick<PointModel, 'id' | 'name' | 'kind' | 'range' | 'deadband' | 'heartbeatMs' | 'periodMs' | 'states'>
>;

interface PointPreset extends PointOverrides {
  readonly id: string;
  readonly name: Text;
  readonly quantity: Quantity;
  readonly kind?: PointKind;
  readonly counter?: boolean;
}

/** Slow values (climate, meters): a sample a minute even if nothing changes. */
const defaultHeartbeatMs = 30_000;
const defaultPeriodMs = 1_000;

export function text(zh: string, en: string): Text {
  return { zh, en };
}

/** One point; `overrides` win over the preset. */
export function point(preset: PointPreset, address: Address, overrides: PointOverrides = {}): PointModel {
  const { quantity } = preset;
  return {
    kind: 'sensor',
    deadband: 0,
    heartbeatMs: defaultHeartbeatMs,
    periodMs: defaultPeriodMs,
    ...preset,
    ...overrides,
    unit: quantities[quantity].unit,
    decimals: quantities[quantity].decimals,
    address: { ...address },
  };
}

/** A pair whose order has a witness: a point that shows the effect. */
export function witnessed(
  [readback, target]: readonly [PointModel, PointModel],
  witness: Witness,
): [PointModel, PointModel] {
  return [readback, { ...target, write: { ...target.write!, witness } }];
}

interface Commanding {
  readonly kind: 'output' | 'setpoint';
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly tolerance?: number;
  readonly settleMs?: number;
  /** Where the command goes; the readback's own address where it is left out. */
  readonly address?: Address;
}

/** How long a relay or a register may take until it reads back. */
const defaultSettleMs = 3_000;

/** A readback and, beside it, the point that commands it: `front` and `front-set`. */
export function pair(readback: PointModel, commanding: Commanding): [PointModel, PointModel] {
  const { kind, min, max, step, tolerance = 0, settleMs = defaultSettleMs } = commanding;
  const target: PointModel = {
    ...readback,
    id: `${readback.id}-set`,
    name: { zh: `${readback.name.zh}（设定）`, en: `${readback.name.en} (command)` },
    kind,
    write: { min, max, ...(step ? { step } : {}), readback: readback.id, tolerance, settleMs },
    address: { ...(commanding.address ?? readback.address) },
  };
  return [{ ...readback, kind: 'readback' }, target];
}

/** A device model; `points` may hold pairs and groups. */
export function deviceModel(
  model: Omit<DeviceModel, 'points' | 'settings'> & {
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly points: readonly (PointModel | readonly PointModel[])[];
  },
): DeviceModel {
  return { ...model, settings: { ...model.settings }, points: model.points.flat() };
}
