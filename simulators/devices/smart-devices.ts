// Things with a radio or a network of their own: plugs, relays, curtains, sirens, infrared senders, watching cameras,
// headsets behind a cloud, a door terminal. Which protocol tells of them is not said here.
import type { Device } from '@campus/campus-model';
import { currentA, gatherEnergy, noLoad, voltageV } from '../world/electricity.ts';
import { clamp } from '../world/relax.ts';
import type { World } from '../world/world.ts';
import { camera, wirelessClimate } from './sensors.ts';
import { measured, type SimulatedPoint, type SimulatedPoints, switched } from './simulated-device.ts';

type Build = (device: Device, world: World) => SimulatedPoints;

/** What hangs on a plug or a relay, and on which phase sockets are. */
const plugW = 140;
const relayW = 72;
const socketPhase = 2;
const plugPowerFactor = 0.92;
/** A curtain goes its whole way in so long. */
const curtainPercentPerS = 100 / 20;

function linkOf(device: Device, world: World): SimulatedPoint {
  const link = 90 + Math.floor(110 * world.random());
  return measured(() => link + Math.round(8 * (world.luckOf(`${device.id}/link`, 60) - 0.5)));
}

/** A relay with what hangs on it. */
function outlet(device: Device, world: World, fullW: number): { relay: SimulatedPoint; watts(): number } {
  const room = world.room(device.spaceId);
  let isOn = true;
  const watts = (): number => (isOn ? fullW * (0.6 + 0.4 * world.luckOf(`${device.id}/use`, 90)) : 0);
  room.equipment.push({
    step: () => {},
    get load() {
      return { ...noLoad, socketsW: watts() };
    },
  });
  const relay = switched(
    () => isOn,
    (on) => {
      isOn = on;
    },
  );
  return { relay, watts };
}

const plug: Build = (device, world) => {
  const room = world.room(device.spaceId);
  const { relay, watts } = outlet(device, world, plugW);
  let energyKWh = Math.floor(400 * world.random());
  world.followers.push({
    step: (dtS) => {
      energyKWh = gatherEnergy(energyKWh, watts(), dtS);
    },
  });
  const volts = (): number => voltageV(room.space.buildingId, socketPhase, watts(), world.time.localS);
  return {
    outlet: relay,
    power: measured(watts),
    voltage: measured(volts),
    current: measured(() => currentA(watts(), volts(), socketPhase)),
    energy: measured(() => energyKWh),
    'power-factor': measured(() => plugPowerFactor),
    frequency: measured(() => 50),
    'device-temperature': measured(() => room.air.temperatureC + 8 + watts() / 20),
    linkquality: linkOf(device, world),
  };
};

function relays(names: readonly string[], isMetered = false): Build {
  return (device, world) => {
    const all = names.flatMap((name, i) => {
      const { relay, watts } = outlet(device, world, relayW);
      return [[name, relay] as const, ...(isMetered ? [[`power-${i + 1}`, measured(watts)] as const] : [])];
    });
    return { ...Object.fromEntries(all), linkquality: linkOf(device, world) };
  };
}

const curtain: Build = (device, world) => {
  let position = 100;
  let target = 100;
  const away = (): number => target - position;
  world.followers.push({
    step: (dtS) => {
      const most = curtainPercentPerS * dtS;
      position += clamp(away(), -most, most);
    },
  });
  const operate = (value: number): void => {
    target = value;
  };
  return {
    position: { read: () => Math.round(position), operate, min: 0, max: 100, isWhole: true },
    motor: measured(() => (Math.abs(away()) < 0.5 ? 0 : away() > 0 ? 1 : 2)),
    linkquality: linkOf(device, world),
  };
};

/** Something that keeps what it is set to. */
function kept(first: number, min: number, max: number): SimulatedPoint {
  let value = first;
  const operate = (next: number): void => {
    value = next;
  };
  return { read: () => value, operate, min, max, isWhole: true };
}

const siren: Build = (device, world) => ({
  alarm: kept(0, 0, 1),
  volume: measured(() => 2),
  battery: measured(() => 96),
  linkquality: linkOf(device, world),
});

const infraredAirConditioner: Build = () => ({
  power: kept(0, 0, 1),
  mode: kept(0, 0, 4),
  target: kept(26, 16, 30),
  fan: kept(0, 0, 3),
});

const infraredBlaster: Build = (device, world) => ({
  'learned-code': measured(() => 'BZIjXBGTAkABgAMDwAbAAQ=='),
  linkquality: linkOf(device, world),
});

const watching: Build = (device, world) => {
  const { motion, people } = camera(device, world) as Record<'motion' | 'people', SimulatedPoint>;
  const vehicles = (): number => (world.luckOf(`${device.id}/vehicle`, 40) < 0.2 ? 1 : 0);
  return {
    motion,
    people,
    vehicles: measured(vehicles),
    objects: measured(() => Number(people.read()) + vehicles()),
    alert: measured(() => Number(Number(people.read()) > 0)),
    'frame-rate': measured(() => 5),
    detect: kept(1, 0, 1),
    recording: measured(() => 1),
  };
};

const node: Build = (device, world) => ({ ...wirelessClimate(device, world), relay: kept(0, 0, 1) });

/** In the cabinet, charging, unless it is worn. */
const cabinetHeadset: Build = (device, world) => {
  const room = world.room(device.spaceId);
  const battery = 60 + Math.floor(40 * world.random());
  const isWorn = (): boolean => room.people > 3;
  return {
    battery: measured(() => battery),
    charging: measured(() => Number(!isWorn())),
    online: measured(() => 1),
    'controller-1-battery': measured(() => 85),
    'controller-2-battery': measured(() => 82),
    outdated: measured(() => 0),
    tracking: measured(() => (isWorn() ? 200 : 1)),
    'frame-rate': measured(() => (isWorn() ? 90 : 0)),
    app: measured(() => (isWorn() ? '船舶焊接 Ship welding' : '主界面 Home')),
  };
};

const terminal: Build = (device, world) => {
  const room = world.room(device.spaceId);
  let events = Math.floor(20_000 * world.random());
  let wasOpen = false;
  const isOpen = (): boolean => room.people > 0 && world.luckOf(device.id, 8) < 0.07;
  world.followers.push({
    step: () => {
      if (isOpen() !== wasOpen) events++;
      wasOpen = isOpen();
    },
  });
  return {
    result: measured(() => (world.luckOf(`${device.id}/card`, 30) < 0.05 ? 2 : 1)),
    lock: measured(() => Number(!isOpen())),
    door: measured(() => Number(isOpen())),
    'door-alarm': measured(() => Number(room.isBrokenInto)),
    'event-number': measured(() => events),
  };
};

export const smartDevices: Readonly<Record<string, Build>> = {
  'z2m-plug': plug,
  'tasmota-plug': plug,
  'shelly-plus-plug': plug,
  'shelly-plus-plug-http': plug,
  'shelly-1pm-http': plug,
  'z2m-switch-2': relays(['left', 'right']),
  'tasmota-relay-4': relays(['channel-1', 'channel-2', 'channel-3', 'channel-4']),
  'shelly-plus-2pm': relays(['channel-1', 'channel-2'], true),
  'z2m-curtain': curtain,
  'z2m-siren': siren,
  'z2m-ir-blaster': infraredBlaster,
  'tasmota-ir-air-conditioner': infraredAirConditioner,
  'esphome-node': node,
  'frigate-camera': watching,
  'onvif-analytics': watching,
  'http-json-climate': wirelessClimate,
  'managexr-headset': cabinetHeadset,
  'openvr-agent': cabinetHeadset,
  'isapi-door-terminal': terminal,
};
