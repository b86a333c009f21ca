// Plugs and relay boards with Tasmota: `cmnd`, `stat` and `tele` before the device's topic, LWT as its availability.
import { current, energy, meteredOutlet, onOff, power, powerFactor, voltage } from './capabilities.ts';
import { member, onOffCommand, onOffWords, toldOn } from './mqtt-addresses.ts';
import { type Address, deviceModel, text } from './point-builder.ts';

const source =
  'Tasmota documentation: MQTT (cmnd, stat, tele, LWT), commands (POWER«n»), JSON status responses (ENERGY, StatusSNS)';
const availability = { topic: 'tele/{topic}/LWT', online: ['Online'], offline: ['Offline'] };
/** Answered with the whole STATE on `stat/…/RESULT`. */
const askState = { topic: 'cmnd/{topic}/STATE', message: '' };
/** Answered with what `tele/…/SENSOR` says now and then, on `stat/…/STATUS10`. */
const askSensor = { topic: 'cmnd/{topic}/STATUS', message: '10' };

/** `POWER` of a single relay, `POWER1` … of several. */
function relay(name: string): Address {
  return toldOn(
    [
      { topic: `stat/{topic}/${name}`, format: 'text', map: onOffWords },
      { topic: 'stat/{topic}/RESULT', format: 'json', path: name },
      { topic: 'tele/{topic}/STATE', format: 'json', path: name },
    ],
    { topic: `cmnd/{topic}/${name}`, format: 'text', map: onOffCommand },
  );
}

function measured(name: string): Address {
  return toldOn([
    member('tele/{topic}/SENSOR', `ENERGY.${name}`),
    { topic: 'stat/{topic}/STATUS10', path: `StatusSNS.ENERGY.${name}` },
  ]);
}

export const tasmotaPlug = deviceModel({
  id: 'tasmota-plug',
  name: text('计量插座（Tasmota）', 'metering plug (Tasmota)'),
  maker: 'Tasmota',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'mqtt',
  source,
  settings: { availability, ask: [askState, askSensor] },
  points: [
    meteredOutlet('outlet', text('插座', 'outlet'), relay('POWER'), 'power'),
    { ...power('power', text('有功功率', 'active power'), measured('Power')), deadband: 1 },
    voltage('voltage', text('电压', 'voltage'), measured('Voltage')),
    current('current', text('电流', 'current'), measured('Current')),
    powerFactor(measured('Factor')),
    energy('energy', text('用电量', 'energy'), measured('Total')),
  ],
});

export const tasmotaRelay4 = deviceModel({
  id: 'tasmota-relay-4',
  name: text('四路继电器（Tasmota）', 'four-channel relay (Tasmota)'),
  maker: 'Tasmota',
  kind: 'lamps',
  system: 'lighting',
  protocol: 'mqtt',
  source,
  settings: { availability, ask: [askState] },
  points: [1, 2, 3, 4].map((n) =>
    onOff(`channel-${n}`, text(`第 ${n} 路`, `channel ${n}`), relay(`POWER${n}`)),
  ),
});
