// A component of a discovery message as points: sensors, switches, numbers, selections, covers. What is not understood is
// told, never guessed.
import type { PointModel, Text } from '@campus/campus-model';
import { pair, point, text } from '../../device-models/point-builder.ts';
import type { MqttPointAddress } from '../settings.ts';
import { type ComponentConfig, numberOf, textOf, wordOf } from './config.ts';
import { isPlainTopic } from './device-base.ts';
import { binaryKinds, measuredOf, quantityDefaults } from './quantity-of.ts';
import { placeOf, type TemplatePlace } from './value-template.ts';

export interface Refusal {
  readonly why: Text;
}

export interface ComponentPoints {
  /** With topics in full, still. */
  readonly points: readonly PointModel[];
  readonly silentAfterMs: number | null;
}

type Settings = ComponentConfig['settings'];
type Made = readonly PointModel[] | Refusal;

const yes = text('是', 'yes');
const no = text('否', 'no');
const off = text('关', 'off');
const on = text('开', 'on');
const mostOptions = 64;
/** Whoever speaks more seldom than once a week is not missed. */
const longestSilenceS = 7 * 24 * 3_600;
/** A selection or a relay answers soon; a cover has a way to go. */
const settleMs = { switch: 5_000, cover: 120_000 } as const;

const refusals = {
  noTopic: text('没有可用的状态主题', 'it names no state topic that can be listened to'),
  template: text('取值模板不是简单形式', 'its value template is not one of the simple forms'),
  commandTemplate: text('命令模板不能理解', 'its command template is not understood'),
  unit: text('单位未知', 'its unit is not known'),
  platform: text('该类组件不作为数据点', 'components of this kind are not taken as points'),
  schema: text('该灯具只支持开关以外的消息形式', 'the light speaks another schema than on and off'),
  options: text('没有选项', 'it names no options'),
} satisfies Record<string, Text>;

const makers: Readonly<Record<string, (component: Settings, id: string, label: string) => Made>> = {
  sensor,
  binary_sensor: binarySensor,
  switch: switched,
  light,
  number,
  select,
  cover,
};

/** `id` is free in the device; `label` is the component's own name. */
export function componentPoints(
  { platform, settings }: ComponentConfig,
  id: string,
  label: string,
): ComponentPoints | Refusal {
  const make = Object.hasOwn(makers, platform) ? makers[platform]! : null;
  if (!make) return { why: refusals.platform };
  const made = make(settings, id, label);
  if ('why' in made) return made;
  const expiresS = numberOf(settings.expire_after) ?? 0;
  return {
    points: made,
    silentAfterMs: expiresS >= 1 && expiresS <= longestSilenceS ? Math.round(expiresS * 1_000) : null,
  };
}

/** Named in both languages: what discovery says is in whatever language its maker chose. */
function named(zh: string, label: string): Text {
  const isChinese = /\p{Script=Han}/u.test(label);
  const latin = label.replaceAll(/\p{Script=Han}+/gu, ' ').trim();
  return { zh: isChinese ? label : `${zh} ${label}`, en: latin === '' ? 'unnamed' : latin };
}

function stateAddress(
  settings: Settings,
  topicName = 'state_topic',
  template = 'value_template',
): MqttPointAddress | Refusal {
  const topic = settings[topicName];
  if (!isPlainTopic(topic)) return { why: refusals.noTopic };
  const place: TemplatePlace | null = placeOf(settings[template]);
  return place ? { topic, ...place } : { why: refusals.template };
}

function sensor(settings: Settings, id: string, label: string): Made {
  const address = stateAddress(settings);
  if ('why' in address) return address;
  const unit = textOf(settings.unit_of_measurement);
  const deviceClass = textOf(settings.device_class);
  if (unit === null && deviceClass === null) {
    return settings.state_class === undefined
      ? [point({ id, name: named('文本', label), quantity: 'text', kind: 'status' }, address)]
      : [numeric('count', id, label, address, false)];
  }
  const measured = measuredOf(deviceClass, unit?.trim() ?? null);
  if (!measured)
    return { why: { zh: `${refusals.unit.zh}：${unit ?? ''}`, en: `${refusals.unit.en}: ${unit ?? ''}` } };
  const { quantity, scale, offset } = measured;
  const converted = { ...address, ...(scale === 1 ? {} : { scale }), ...(offset === 0 ? {} : { offset }) };
  const isCounter = settings.state_class === 'total_increasing';
  return [numeric(quantity, id, label, converted, isCounter)];
}

function numeric(
  quantity: PointModel['quantity'],
  id: string,
  label: string,
  address: MqttPointAddress,
  counter: boolean,
): PointModel {
  const { zh, min, max, deadband } = quantityDefaults[quantity]!;
  const preset = { id, name: named(zh, label), quantity, range: { min, max }, deadband };
  return point({ ...preset, ...(counter ? { counter } : {}) }, address);
}

function binarySensor(settings: Settings, id: string, label: string): Made {
  const address = stateAddress(settings);
  if ('why' in address) return address;
  const deviceClass = textOf(settings.device_class) ?? '';
  const kind = Object.hasOwn(binaryKinds, deviceClass)
    ? binaryKinds[deviceClass]!
    : { quantity: 'state' as const, zh: '状态', off: no, on: yes };
  const map = { [offWord(settings)]: 0, [onWord(settings)]: 1 };
  const states = { 0: kind.off, 1: kind.on };
  return [point({ id, name: named(kind.zh, label), quantity: kind.quantity, states }, { ...address, map })];
}

const onWord = (settings: Settings): string => wordOf(settings.payload_on, 'ON');
const offWord = (settings: Settings): string => wordOf(settings.payload_off, 'OFF');

function switched(settings: Settings, id: string, label: string): Made {
  const address = stateAddress(settings);
  if ('why' in address) return address;
  const heard = {
    [wordOf(settings.state_off, offWord(settings))]: 0,
    [wordOf(settings.state_on, onWord(settings))]: 1,
  };
  return onOffPair(settings, id, label, { ...address, map: heard });
}

function light(settings: Settings, id: string, label: string): Made {
  const schema = textOf(settings.schema) ?? 'basic';
  if (schema === 'json') {
    const { state_topic: topic, command_topic: commanded } = settings;
    if (!isPlainTopic(topic) || !isPlainTopic(commanded)) return { why: refusals.noTopic };
    const map = { OFF: 0, ON: 1 };
    const command = { topic: commanded, format: 'json' as const, path: 'state', map: { 0: 'OFF', 1: 'ON' } };
    return switchPair(
      id,
      label,
      { topic, format: 'json', path: 'state', map },
      { topic, format: 'json', path: 'state', map, command },
    );
  }
  if (schema !== 'basic') return { why: refusals.schema };
  const template = settings.state_value_template;
  return switched(template === undefined ? settings : { ...settings, value_template: template }, id, label);
}

function onOffPair(settings: Settings, id: string, label: string, state: MqttPointAddress): Made {
  const { command_topic: topic } = settings;
  if (!isPlainTopic(topic)) return { why: refusals.noTopic };
  if (settings.command_template !== undefined) return { why: refusals.commandTemplate };
  const map = { 0: offWord(settings), 1: onWord(settings) };
  return switchPair(id, label, state, { ...state, command: { topic, format: 'text', map } });
}

function switchPair(id: string, label: string, state: MqttPointAddress, address: MqttPointAddress): Made {
  const states = { 0: off, 1: on };
  const readback = point(
    { id, name: named('开关', label), quantity: 'switch', states, periodMs: 500 },
    state,
  );
  return pair(readback, { kind: 'output', min: 0, max: 1, step: 1, settleMs: settleMs.switch, address });
}

function number(settings: Settings, id: string, label: string): Made {
  const state = stateAddress(settings);
  if ('why' in state) return state;
  const { command_topic: topic } = settings;
  if (!isPlainTopic(topic)) return { why: refusals.noTopic };
  if (settings.command_template !== undefined) return { why: refusals.commandTemplate };
  const unit = textOf(settings.unit_of_measurement);
  const measured = unit === null ? null : measuredOf(textOf(settings.device_class), unit);
  const isConverted = measured !== null && (measured.scale !== 1 || measured.offset !== 0);
  if ((unit !== null && measured === null) || isConverted) return { why: refusals.unit };
  const min = numberOf(settings.min) ?? 1;
  const max = numberOf(settings.max) ?? 100;
  const step = numberOf(settings.step) ?? 1;
  if (!(min < max) || !(step > 0)) return { why: refusals.options };
  const quantity = measured?.quantity ?? 'count';
  const name = named(quantityDefaults[quantity]!.zh, label);
  const readback = point({ id, name, quantity, range: { min, max } }, state);
  const address = { ...state, command: { topic, format: 'text' as const } };
  return pair(readback, {
    kind: 'setpoint',
    min,
    max,
    step,
    tolerance: step / 2,
    settleMs: settleMs.switch,
    address,
  });
}

function select(settings: Settings, id: string, label: string): Made {
  const state = stateAddress(settings);
  if ('why' in state) return state;
  const { command_topic: topic } = settings;
  if (!isPlainTopic(topic)) return { why: refusals.noTopic };
  if (settings.command_template !== undefined) return { why: refusals.commandTemplate };
  const options = (Array.isArray(settings.options) ? settings.options : [])
    .filter((it): it is string => typeof it === 'string' && it !== '')
    .slice(0, mostOptions);
  if (options.length < 2) return { why: refusals.options };
  const heard = Object.fromEntries(options.map((option, i) => [option, i]));
  const said = Object.fromEntries(options.map((option, i) => [i, option]));
  const states = Object.fromEntries(options.map((option, i) => [i, named('选项', option)]));
  const readback = point(
    { id, name: named('选择', label), quantity: 'state', states },
    { ...state, map: heard },
  );
  const address = { ...state, map: heard, command: { topic, format: 'text' as const, map: said } };
  const max = options.length - 1;
  return pair(readback, { kind: 'setpoint', min: 0, max, step: 1, settleMs: settleMs.switch, address });
}

function cover(settings: Settings, id: string, label: string): Made {
  const state = stateAddress(settings, 'position_topic', 'position_template');
  if ('why' in state) return state;
  const { set_position_topic: topic } = settings;
  if (!isPlainTopic(topic)) return { why: refusals.noTopic };
  if (settings.set_position_template !== undefined) return { why: refusals.commandTemplate };
  const isPercent =
    (numberOf(settings.position_closed) ?? 0) === 0 && (numberOf(settings.position_open) ?? 100) === 100;
  if (!isPercent) return { why: refusals.unit };
  const range = { min: 0, max: 100 };
  const readback = point(
    { id, name: named('开度', label), quantity: 'percentage', range, deadband: 1 },
    state,
  );
  const address = { ...state, command: { topic, format: 'text' as const } };
  return pair(readback, {
    kind: 'setpoint',
    ...range,
    step: 1,
    tolerance: 3,
    settleMs: settleMs.cover,
    address,
  });
}
