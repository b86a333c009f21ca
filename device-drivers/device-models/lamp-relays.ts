// Lamps behind Modbus relay boards. Rows as GB/T 36876-2018 asks: blackboard, front, window and inner row apart.
import { coil } from './addresses.ts';
import { onOff } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

const waveshareSource = 'Waveshare Modbus RTU Relay wiki: coils 0–7, FC01 read, FC05 and FC15 write';

export const lampRelay4 = deviceModel({
  id: 'lamp-relay-4',
  name: text('教室灯光继电器', 'classroom lamp relay'),
  maker: 'Waveshare',
  kind: 'lamps',
  system: 'lighting',
  protocol: 'modbus',
  source: waveshareSource,
  points: [
    onOff('front', text('前排灯', 'front lamps'), coil(0)),
    onOff('blackboard', text('黑板灯', 'blackboard lamps'), coil(1)),
    onOff('window-row', text('靠窗灯', 'window row lamps'), coil(2)),
    onOff('inner-row', text('内侧灯', 'inner row lamps'), coil(3)),
  ],
});

/** One relay of a board that several rooms share: the device's address offset names its channel. */
export const lampRelay1 = deviceModel({
  id: 'lamp-relay-1',
  name: text('灯光继电器', 'lamp relay'),
  maker: 'Waveshare',
  kind: 'lamps',
  system: 'lighting',
  protocol: 'modbus',
  source: waveshareSource,
  points: [onOff('lamps', text('灯', 'lamps'), coil(0))],
});
