// Shelly devices of the second generation and later on MQTT: whole component states on `status/…`, changes as deltas on
// `events/rpc`, calls on `rpc`, `online` as last will. On HTTP they are in http-devices.ts.
import {
  current,
  energy,
  frequency,
  meteredOutlet,
  onOff,
  power,
  temperature,
  voltage,
} from './capabilities.ts';
import { falseTrue, member, toldOn } from './mqtt-addresses.ts';
import { type Address, deviceModel, type PointOverrides, text } from './point-builder.ts';

const source =
  'Shelly Gen2+ API documentation: MQTT (status, events/rpc, rpc, online), NotifyStatus, Switch (status, Switch.Set)';
const wattHoursToKilowattHours = 0.001;

const settings = {
  availability: { topic: '/online', online: ['true'], offline: ['false'] },
  time: { path: 'params.ts', unit: 's' },
  // Whoever calls is answered on a topic of its own choice.
  ask: [{ topic: '/rpc', message: '{"id":1,"src":"campus/{topic}","method":"Shelly.GetStatus"}' }],
};

type Told = Parameters<typeof member>[2];

function told(component: string, path: string, how: Told = {}): Address {
  return toldOn([
    member('/events/rpc', `params.${component}.${path}`, how),
    { topic: `/status/${component}`, path },
    { topic: 'campus/{topic}/rpc', path: `result.${component}.${path}` },
  ]);
}

function relay(channel: number): Address {
  return {
    ...told(`switch:${channel}`, 'output', { map: falseTrue }),
    command: {
      topic: '/rpc',
      format: 'json',
      with: { id: 2, src: 'campus/{topic}', method: 'Switch.Set', params: { id: channel } },
      path: 'params.on',
      map: { 0: false, 1: true },
    },
  };
}

const inside: PointOverrides = {
  id: 'device-temperature',
  name: text('设备温度', 'device temperature'),
  range: { min: -40, max: 125 },
  deadband: 0.5,
};

export const shellyPlusPlug = deviceModel({
  id: 'shelly-plus-plug',
  name: text('计量插座 Shelly Plus', 'metering plug Shelly Plus'),
  maker: 'Shelly',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'mqtt',
  source,
  settings,
  points: [
    meteredOutlet('outlet', text('插座', 'outlet'), relay(0), 'power'),
    { ...power('power', text('有功功率', 'active power'), told('switch:0', 'apower')), deadband: 1 },
    voltage('voltage', text('电压', 'voltage'), told('switch:0', 'voltage')),
    current('current', text('电流', 'current'), told('switch:0', 'current')),
    frequency(told('switch:0', 'freq')),
    energy(
      'energy',
      text('用电量', 'energy'),
      told('switch:0', 'aenergy.total', { scale: wattHoursToKilowattHours }),
    ),
    temperature(told('switch:0', 'temperature.tC'), inside),
  ],
});

export const shellyPlus2pm = deviceModel({
  id: 'shelly-plus-2pm',
  name: text('双路计量继电器 Shelly Plus 2PM', 'two-channel metering relay Shelly Plus 2PM'),
  maker: 'Shelly',
  kind: 'lamps',
  system: 'lighting',
  protocol: 'mqtt',
  source,
  settings,
  points: [0, 1].flatMap((channel) => {
    const n = channel + 1;
    return [
      ...onOff(`channel-${n}`, text(`第 ${n} 路`, `channel ${n}`), relay(channel)),
      {
        ...power(
          `power-${n}`,
          text(`第 ${n} 路功率`, `power of channel ${n}`),
          told(`switch:${channel}`, 'apower'),
        ),
        deadband: 1,
      },
    ];
  }),
});
