// Plugs, wall switches, curtains and sirens behind Zigbee2MQTT: state in the device's JSON, commands to `…/set`.
import type { DeviceModel, EquipmentKind, PointModel, System, Text } from '@campus/campus-model';
import { json } from './addresses.ts';
import {
  battery,
  current,
  energy,
  linkQuality,
  meteredOutlet,
  onOff,
  percentage,
  power,
  state,
  voltage,
} from './capabilities.ts';
import { onOffCommand, onOffWords, zigbeePresence, zigbeeSet } from './mqtt-addresses.ts';
import { deviceModel, pair, text } from './point-builder.ts';

const onOffSaid = { heard: onOffWords, said: onOffCommand };
/** The farthest way of a curtain motor, with a pause to begin. */
const curtainSettleMs = 60_000;

interface ZigbeeActuator {
  readonly id: string;
  readonly name: Text;
  readonly maker: string;
  readonly kind: EquipmentKind;
  readonly system: System;
  readonly page: string;
  /** What `…/get` asks for; devices that sleep are not asked. */
  readonly asks?: readonly string[];
  readonly points: readonly (PointModel | readonly PointModel[])[];
}

function zigbeeActuator({ page, asks, points, ...model }: ZigbeeActuator): DeviceModel {
  const ask = asks?.map((member) => ({ topic: '/get', message: JSON.stringify({ [member]: '' }) }));
  return deviceModel({
    ...model,
    protocol: 'mqtt',
    source: `Zigbee2MQTT documentation: device page ${page} (exposes), MQTT topics and messages, availability`,
    settings: { ...zigbeePresence, ...(ask ? { ask } : {}) },
    points: [...points, linkQuality(json('linkquality'))],
  });
}

export const z2mPlug = zigbeeActuator({
  id: 'z2m-plug',
  name: text('无线计量插座 TS011F', 'metering plug TS011F'),
  maker: 'Tuya',
  kind: 'energy-meter',
  system: 'energy',
  page: 'TS011F_plug_1',
  asks: ['state'],
  points: [
    meteredOutlet('outlet', text('插座', 'outlet'), zigbeeSet('state', onOffSaid), 'power'),
    { ...power('power', text('有功功率', 'active power'), json('power')), deadband: 1 },
    current('current', text('电流', 'current'), json('current')),
    voltage('voltage', text('电压', 'voltage'), json('voltage')),
    energy('energy', text('用电量', 'energy'), json('energy')),
  ],
});

export const z2mSwitch2 = zigbeeActuator({
  id: 'z2m-switch-2',
  name: text('双路墙壁开关 TS0012', 'two-gang wall switch TS0012'),
  maker: 'Tuya',
  kind: 'lamps',
  system: 'lighting',
  page: 'TS0012',
  asks: ['state_left', 'state_right'],
  points: [
    onOff('left', text('左路', 'left'), zigbeeSet('state_left', onOffSaid)),
    onOff('right', text('右路', 'right'), zigbeeSet('state_right', onOffSaid)),
  ],
});

export const z2mCurtain = zigbeeActuator({
  id: 'z2m-curtain',
  name: text('电动窗帘 ZB-Sm', 'curtain motor ZB-Sm'),
  maker: 'Tuya',
  kind: 'curtain',
  system: 'lighting',
  page: 'ZB-Sm',
  points: [
    pair(percentage('position', text('开度', 'position'), zigbeeSet('position')), {
      kind: 'setpoint',
      min: 0,
      max: 100,
      step: 1,
      tolerance: 3,
      settleMs: curtainSettleMs,
    }),
    state(
      'motor',
      text('电机', 'motor'),
      { 0: text('停止', 'stopped'), 1: text('打开中', 'opening'), 2: text('关闭中', 'closing') },
      { ...json('motor_state'), map: { STOPPED: 0, OPENING: 1, CLOSING: 2 } },
    ),
  ],
});

export const z2mSiren = zigbeeActuator({
  id: 'z2m-siren',
  name: text('声光报警器 YXZBSL', 'siren YXZBSL'),
  maker: 'Tuya',
  kind: 'gateway',
  system: 'security',
  page: 'YXZBSL',
  points: [
    onOff('alarm', text('警报', 'alarm'), zigbeeSet('alarm', onOffSaid)),
    state(
      'volume',
      text('音量', 'volume'),
      {
        0: text('静音', 'mute'),
        1: text('低', 'low'),
        2: text('中', 'middle'),
        3: text('高', 'high'),
      },
      { ...json('volume'), map: { mute: 0, low: 1, middle: 2, high: 3 } },
    ),
    battery(json('battery')),
  ],
});
