// What a projector answers to a line, by the PJLink Specifications 2.10: parameters, and the errors ERR1 to ERR3.

import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { lampStates } from '../world/projector.ts';
import type { ProjectorFamily } from './families.ts';

/** `ERR1` no such command, `ERR2` no such parameter, `ERR3` not now. */
type Refusal = 'ERR1' | 'ERR2' | 'ERR3';

interface Command {
  /** Class 2 commands that class 1 has not. */
  readonly isClassTwo?: boolean;
  /** It needs the lamp to burn. */
  readonly needsLight?: boolean;
  tell(device: SimulatedDevice, family: ProjectorFamily): string;
  /** Carries out an order; what it answers. */
  order?(device: SimulatedDevice, parameter: string, family: ProjectorFamily): 'OK' | Refusal;
}

const line = /^%([12])([A-Z0-9]{4}) (.{1,128})$/;

/** The answer to a command line; null where the line is none, which real projectors leave unanswered. */
export function answerTo(text: string, device: SimulatedDevice, family: ProjectorFamily): string | null {
  const [, commandClass, body, parameter] = line.exec(text) ?? [];
  if (body === undefined || parameter === undefined) return null;
  const command = commands[body];
  const isKnown =
    command !== undefined && isOfClass(command, Number(commandClass), family) && isOffered(body, family);
  const answer = isKnown ? answerOf(command, device, parameter, family) : 'ERR1';
  return `%${commandClass}${body}=${answer}`;
}

function isOfClass({ isClassTwo }: Command, asked: number, family: ProjectorFamily): boolean {
  return asked <= family.class && (!isClassTwo || asked === 2);
}

function isOffered(body: string, { hasLampHours }: ProjectorFamily): boolean {
  return body !== 'LAMP' || hasLampHours;
}

function answerOf(
  command: Command,
  device: SimulatedDevice,
  parameter: string,
  family: ProjectorFamily,
): string {
  const isLit = device.number('power') === lampStates.on;
  if (command.needsLight && !isLit) return 'ERR3';
  if (parameter === '?') return command.tell(device, family);
  return command.order ? command.order(device, parameter, family) : 'ERR2';
}

const text =
  (point: string): Command['tell'] =>
  (device) =>
    device.points.has(point) ? String(device.value(point)) : '';

const errorPoints = [
  'fan-error',
  'lamp-error',
  'temperature-error',
  'cover-error',
  'filter-error',
  'other-error',
];

const commands: Readonly<Record<string, Command>> = {
  POWR: { tell: text('power'), order: orderPower },
  INPT: { needsLight: true, tell: text('input'), order: orderInput },
  AVMT: { needsLight: true, tell: tellMute, order: orderMute },
  ERST: {
    tell: (device) => errorPoints.map((id) => (device.points.has(id) ? device.number(id) : 0)).join(''),
  },
  LAMP: {
    tell: (device) =>
      `${Math.floor(device.number('lamp-hours'))} ${Number(device.number('power') === lampStates.on)}`,
  },
  INST: { tell: text('inputs') },
  NAME: { tell: text('name') },
  INF1: { tell: text('maker') },
  INF2: { tell: text('model') },
  INFO: { tell: () => '' },
  CLSS: { tell: (_device, family) => String(family.class) },
  SNUM: { isClassTwo: true, tell: text('serial') },
  SVER: { isClassTwo: true, tell: text('software') },
  IRES: { isClassTwo: true, needsLight: true, tell: text('resolution') },
  FILT: { isClassTwo: true, tell: (device) => String(Math.floor(device.number('filter-hours'))) },
  FREZ: { isClassTwo: true, needsLight: true, tell: text('freeze'), order: orderFreeze },
};

function orderPower(device: SimulatedDevice, parameter: string): 'OK' | Refusal {
  if (parameter !== '0' && parameter !== '1') return 'ERR2';
  const state = device.number('power');
  if (state === lampStates.cooling || state === lampStates.warming) return 'ERR3';
  return device.operate('power', Number(parameter)) ? 'OK' : 'ERR3';
}

function orderInput(device: SimulatedDevice, parameter: string, { inputs }: ProjectorFamily): 'OK' | Refusal {
  if (!inputs.includes(parameter)) return 'ERR2';
  return device.operate('input', Number(parameter)) ? 'OK' : 'ERR3';
}

function orderFreeze(device: SimulatedDevice, parameter: string): 'OK' | Refusal {
  if (parameter !== '0' && parameter !== '1') return 'ERR2';
  return device.operate('freeze', Number(parameter)) ? 'OK' : 'ERR3';
}

/** Picture and sound as one: a device with one mute for both has the point `mute`. */
function tellMute(device: SimulatedDevice): string {
  if (device.points.has('mute')) return `3${device.number('mute')}`;
  const [picture, sound] = [device.number('picture-mute'), device.number('sound-mute')];
  if (picture === sound) return `3${picture}`;
  return picture === 1 ? '11' : '21';
}

function orderMute(device: SimulatedDevice, parameter: string, { mutes }: ProjectorFamily): 'OK' | Refusal {
  const [, kind, isMuted] = /^([123])([01])$/.exec(parameter) ?? [];
  if (kind === undefined || !mutes.includes(kind)) return 'ERR2';
  const points = device.points.has('mute') ? ['mute'] : mutePoints[kind]!;
  return points.every((point) => device.operate(point, Number(isMuted))) ? 'OK' : 'ERR3';
}

const mutePoints: Readonly<Record<string, readonly string[]>> = {
  1: ['picture-mute'],
  2: ['sound-mute'],
  3: ['picture-mute', 'sound-mute'],
};
