// Relay boards and what is driven through them: lamps, stack lights, curtain motors.
import { coil, discrete } from './addresses.ts';
import { contact, onOff } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

const waveshare = 'Waveshare Modbus RTU Relay wiki: coils 0–7, FC01 read, FC05 and FC15 write';
const eight = [1, 2, 3, 4, 5, 6, 7, 8];

const relays = eight.map((n) => onOff(`relay-${n}`, text(`继电器${n}`, `relay ${n}`), coil(n - 1)));
const inputs = eight.map((n) =>
  contact(discrete(n - 1), { id: `input-${n}`, name: text(`输入${n}`, `input ${n}`), periodMs: 500 }),
);

export const waveshareRelay8 = deviceModel({
  id: 'waveshare-relay-8',
  name: text('八路继电器 Modbus RTU Relay', 'eight relays Modbus RTU Relay'),
  maker: 'Waveshare',
  kind: 'lamps',
  system: 'lighting',
  protocol: 'modbus',
  source: waveshare,
  settings: { maxBits: 8 },
  points: relays,
});

export const waveshareRelay8Inputs = deviceModel({
  id: 'waveshare-relay-8-inputs',
  name: text('八路继电器八路输入 Modbus RTU Relay (D)', 'eight relays and inputs Modbus RTU Relay (D)'),
  maker: 'Waveshare',
  kind: 'lamps',
  system: 'lighting',
  protocol: 'modbus',
  source: 'Waveshare Modbus RTU Relay (D) wiki: coils 0–7 (FC01, FC05, FC15), discrete inputs 0–7 (FC02)',
  settings: { maxBits: 8 },
  points: [...relays, ...inputs],
});

export const relay8Inputs8 = deviceModel({
  id: 'relay-8-inputs-8',
  name: text('八路继电器八路输入板（示例）', 'board of eight relays and inputs (example)'),
  maker: 'generic',
  kind: 'lamps',
  system: 'lighting',
  protocol: 'modbus',
  source: 'example; common map of LC boards: coils 0–7, discrete inputs 0–7',
  points: [...relays, ...inputs],
});

/** A stack light on a training machine: lamps and buzzer on the first four relays. */
export const stackLight = deviceModel({
  id: 'stack-light-relay',
  name: text('多色警示灯（继电器）', 'stack light on relays'),
  maker: 'Waveshare',
  kind: 'machine',
  system: 'workshop',
  protocol: 'modbus',
  source: waveshare,
  settings: { maxBits: 8 },
  points: [
    onOff('red', text('红灯', 'red lamp'), coil(0)),
    onOff('yellow', text('黄灯', 'yellow lamp'), coil(1)),
    onOff('green', text('绿灯', 'green lamp'), coil(2)),
    onOff('buzzer', text('蜂鸣器', 'buzzer'), coil(3)),
  ],
});

/** A tubular motor between two relays; a board that interlocks them is taken for granted. */
export const curtainRelay = deviceModel({
  id: 'curtain-relay',
  name: text('窗帘电机（继电器，示例）', 'curtain motor on relays (example)'),
  maker: 'generic',
  kind: 'curtain',
  system: 'lighting',
  protocol: 'modbus',
  source: 'example; relay 1 opens, relay 2 closes, on a board that interlocks both',
  points: [
    onOff('opening', text('开启', 'opening'), coil(0)),
    onOff('closing', text('关闭', 'closing'), coil(1)),
  ],
});
