// Infrared senders. What the air conditioner itself does they cannot tell: its witness is a plug or a current clamp.

import type { CommandWord, SiblingMember } from '../payload/command.ts';
import { json } from './addresses.ts';
import { linkQuality, onOff, state, temperature, words } from './capabilities.ts';
import { member, toldOn, zigbeePresence } from './mqtt-addresses.ts';
import { type Address, deviceModel, pair, text } from './point-builder.ts';

const modes = {
  0: text('制冷', 'cool'),
  1: text('制热', 'heat'),
  2: text('送风', 'fan'),
  3: text('除湿', 'dry'),
  4: text('自动', 'auto'),
};
const modeSaid = { 0: 'Cool', 1: 'Heat', 2: 'Fan', 3: 'Dry', 4: 'Auto' };
const modeHeard = { Cool: 0, Heat: 1, Fan: 2, fan_only: 2, Dry: 3, Auto: 4 };
const speeds = {
  0: text('自动', 'auto'),
  1: text('低', 'low'),
  2: text('中', 'medium'),
  3: text('高', 'high'),
};
const speedSaid = { 0: 'Auto', 1: 'Low', 2: 'Medium', 3: 'High' };
const speedHeard = { Auto: 0, Min: 1, Low: 1, Medium: 2, High: 3, Max: 3 };
const powerSaid = { 0: 'Off', 1: 'On' };
const powerHeard = { Off: 0, On: 1 };

/** Each infrared telegram carries the whole state. */
const wholeState: readonly SiblingMember[] = [
  { path: 'Power', point: 'power', map: powerSaid, otherwise: 'Off' },
  { path: 'Mode', point: 'mode', map: modeSaid, otherwise: 'Auto' },
  { path: 'Temp', point: 'target', otherwise: 26 },
  { path: 'FanSpeed', point: 'fan', map: speedSaid, otherwise: 'Auto' },
];

/** Told by the sender after each telegram it sent, and when its receiver hears the room's own remote control. */
function hvac(name: string, heard?: Record<string, number>, said?: Record<string, CommandWord>): Address {
  return toldOn(
    [
      member('stat/{topic}/RESULT', `IRHVAC.${name}`, heard ? { map: heard } : {}),
      { topic: 'tele/{topic}/RESULT', path: `IrReceived.IRHVAC.${name}` },
    ],
    {
      topic: 'cmnd/{topic}/IRhvac',
      format: 'json',
      path: name,
      ...(said ? { map: said } : {}),
      with: { Vendor: '{vendor}', Celsius: 'On' },
      beside: wholeState.filter(({ path }) => path !== name),
    },
  );
}

/** `names: { vendor: GREE }` in the device's address says whose telegrams are sent. */
export const tasmotaIrAirConditioner = deviceModel({
  id: 'tasmota-ir-air-conditioner',
  name: text('红外空调控制器（Tasmota）', 'infrared air-conditioner sender (Tasmota)'),
  maker: 'Tasmota',
  kind: 'air-conditioner',
  system: 'climate',
  protocol: 'mqtt',
  source:
    'Tasmota documentation: IR remote, command IRhvac and its answer on stat/«topic»/RESULT, IrReceived on tele/«topic»/RESULT, LWT',
  settings: {
    availability: { topic: 'tele/{topic}/LWT', online: ['Online'], offline: ['Offline'] },
  },
  points: [
    onOff('power', text('空调开关', 'power'), hvac('Power', powerHeard, powerSaid)),
    pair(state('mode', text('模式', 'mode'), modes, hvac('Mode', modeHeard, modeSaid)), {
      kind: 'setpoint',
      min: 0,
      max: 4,
      step: 1,
    }),
    pair(
      temperature(hvac('Temp'), {
        id: 'target',
        name: text('设定温度', 'target temperature'),
        range: { min: 16, max: 30 },
      }),
      { kind: 'setpoint', min: 16, max: 30, step: 1, tolerance: 0.05 },
    ),
    pair(state('fan', text('风速', 'fan speed'), speeds, hvac('FanSpeed', speedHeard, speedSaid)), {
      kind: 'setpoint',
      min: 0,
      max: 3,
      step: 1,
    }),
  ],
});

/** It never tells what it sent, so nothing can be commanded through it; the codes that it learns can be read. */
export const z2mIrBlaster = deviceModel({
  id: 'z2m-ir-blaster',
  name: text('无线红外学习器 ZS06', 'infrared blaster ZS06'),
  maker: 'Tuya',
  kind: 'gateway',
  system: 'climate',
  protocol: 'mqtt',
  source: 'Zigbee2MQTT documentation: device page ZS06 (learned_ir_code; ir_code_to_send is not published)',
  settings: { ...zigbeePresence },
  points: [
    words('learned-code', text('学到的红外码', 'learned code'), json('learned_ir_code')),
    linkQuality(json('linkquality')),
  ],
});
