// What the symbol of a piece of equipment says, from the points that tell its state. Pure.
import type { EquipmentKind, PlanEquipment, PlanSign } from '@campus/campus-model';
import type { zhPlans } from '../i18n/zh-plans.ts';

/** `silent`: no point of it has a usable value; `heard`: it has, and there is no more to say. */
export type EquipmentState = 'alarm' | 'fault' | 'lost' | 'open' | 'on' | 'off' | 'heard' | 'silent';

/** The usable, fresh value of a sign; null where there is none. */
export type ReadSign = (sign: PlanSign) => number | null;

export function equipmentState({ signs }: Pick<PlanEquipment, 'signs'>, read: ReadSign): EquipmentState {
  const said = signs.flatMap((sign) => {
    const value = read(sign);
    return value === null ? [] : [stateOf(sign, value)];
  });
  return order.find((state) => said.includes(state)) ?? 'silent';
}

/** What counts most first: one lamp of four that is on is a lamp that is on. */
const order: readonly EquipmentState[] = ['alarm', 'fault', 'lost', 'open', 'on', 'off', 'heard'];

function stateOf({ kind }: PlanSign, value: number): EquipmentState {
  switch (kind) {
    case 'alarm':
      if (value === 0) return 'off';
      return value === 1 ? 'alarm' : 'fault';
    case 'fault':
      return value === 0 ? 'heard' : 'fault';
    case 'open':
      return value === 0 ? 'off' : 'open';
    case 'on':
      return value === 0 ? 'off' : 'on';
    case 'online':
      return value === 0 ? 'lost' : 'heard';
    case 'state':
      return 'heard';
  }
}

type StateWords = keyof (typeof zhPlans)['plan']['equipmentState'];

const offWords: Partial<Record<EquipmentKind, StateWords>> = {
  'smoke-detector': 'calm',
  'fire-panel': 'calm',
  'leak-sensor': 'calm',
  door: 'closed',
  'occupancy-sensor': 'empty',
  machine: 'still',
  camera: 'heard',
};

const onWords: Partial<Record<EquipmentKind, StateWords>> = {
  'occupancy-sensor': 'present',
  machine: 'running',
  camera: 'heard',
};

/** Key of the words for a state of a kind of equipment. */
export function stateWords(kind: EquipmentKind, state: EquipmentState): StateWords {
  if (state === 'off') return offWords[kind] ?? 'off';
  if (state === 'on') return onWords[kind] ?? 'on';
  return state;
}
