// What stands in network cabinets: power supplies with batteries, switches with traffic, outlet strips.
import type { Device } from '@campus/campus-model';
import { noLoad, voltageV } from '../world/electricity.ts';
import { clamp } from '../world/relax.ts';
import type { Room } from '../world/room.ts';
import type { World } from '../world/world.ts';
import { measured, type SimulatedPoint, type SimulatedPoints, switched } from './simulated-device.ts';

const eight = [1, 2, 3, 4, 5, 6, 7, 8];
const noPhases: [number, number, number] = [0, 0, 0];

/** What the codes of a family's output and battery are. */
interface UpsCodes {
  readonly mains: number;
  readonly battery: number;
  readonly model: string;
}
const standardCodes: UpsCodes = { mains: 3, battery: 5, model: 'UPS 3000 VA' };
const apcCodes: UpsCodes = { mains: 2, battery: 3, model: 'Smart-UPS 3000' };
/** Both MIBs say it alike. */
const batteryCodes = { normal: 2, low: 3 } as const;

const upsW = 2_400;
const cabinetW = 620;
/** A battery that carries the cabinet for so long when it is full, and is full again after so long. */
const fullLastsS = 2_700;
const chargeTakesS = 14_400;
const lowPercent = 20;
const cellsV = 54;

/** A power supply whose mains fails where its source is set to battery, and comes back where it is set to mains. */
function upsDevice(codes: UpsCodes): (device: Device, world: World) => SimulatedPoints {
  return (device, world) => {
    const room = world.room(device.spaceId);
    let hasMains = true;
    let percent = 100;
    let onBatteryS = 0;
    room.equipment.push({
      step: (dtS) => {
        onBatteryS = hasMains ? 0 : onBatteryS + dtS;
        percent = clamp(
          percent + (hasMains ? (100 * dtS) / chargeTakesS : (-100 * dtS) / fullLastsS),
          0,
          100,
        );
      },
      get load() {
        return { ...noLoad, socketsW: hasMains ? cabinetW : 0 };
      },
    });
    const volts = (): number => voltageV(device.id, 2, noPhases[2], world.time.localS);
    return {
      source: {
        read: () => (hasMains ? codes.mains : codes.battery),
        operate: (value) => {
          hasMains = value !== codes.battery;
        },
        isWhole: true,
      },
      'battery-status': measured(() => (percent < lowPercent ? batteryCodes.low : batteryCodes.normal)),
      'on-battery': measured(() => Math.floor(onBatteryS)),
      remaining: measured(() => Math.floor((percent / 100) * fullLastsS)),
      charge: measured(() => Math.floor(percent)),
      'battery-voltage': measured(() => cellsV * (0.85 + 0.0015 * percent)),
      'battery-temperature': measured(() => Math.round(room.air.temperatureC + 4)),
      'replace-battery': measured(() => 1),
      'input-voltage': measured(() => (hasMains ? Math.round(volts()) : 0)),
      'input-frequency': measured(() => (hasMains ? 50 : 0)),
      'output-voltage': measured(() => 230),
      'output-current': measured(() => Math.round(cabinetW / 230)),
      'output-power': measured(() => cabinetW),
      load: measured(() => Math.round((100 * cabinetW) / upsW)),
      alarms: measured(() => Number(!hasMains) + Number(percent < lowPercent)),
      model: measured(() => codes.model),
    };
  };
}

export const standardUps = upsDevice(standardCodes);
export const apcUps = upsDevice(apcCodes);

const linkUp = 1;
const linkDown = 2;
/** Access points, cameras and rooms hang on these; the rest is free. */
const usedPorts = 6;
const idleMbit = 0.4;
const mbitPerPerson = 1.1;
const octetsPerMbit = 125_000;

/** A switch whose ports carry what the people of its space make. */
export function networkSwitch(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  const points: Record<string, SimulatedPoint> = {};
  for (const port of eight) Object.assign(points, portPoints(device, world, room, port));
  let upS = 40_000;
  world.followers.push({
    step: (dtS) => {
      upS += dtS;
    },
  });
  return {
    ...points,
    name: measured(() => device.id),
    description: measured(() => 'simulated switch of 8 ports'),
    'up-time': measured(() => Math.floor(upS)),
  };
}

function portPoints(device: Device, world: World, room: Room, port: number): Record<string, SimulatedPoint> {
  const isUsed = port <= usedPorts;
  const [received, sent] = ['received', 'sent'].map((way) =>
    world.totals.add(`${device.id}/${way}-${port}`, 0),
  );
  const mbit = (way: number): number => {
    if (!isUsed) return 0;
    const luck = world.luckOf(`${device.id}/${port}/${way}`, 10);
    return (idleMbit + (mbitPerPerson * room.people) / usedPorts) * (0.5 + luck) * (way === 0 ? 1 : 0.3);
  };
  world.followers.push({
    step: (dtS) => {
      received!.value += Math.round(mbit(0) * octetsPerMbit * dtS);
      sent!.value += Math.round(mbit(1) * octetsPerMbit * dtS);
    },
  });
  return {
    [`link-${port}`]: measured(() => (isUsed ? linkUp : linkDown)),
    [`received-${port}`]: measured(() => received!.value),
    [`sent-${port}`]: measured(() => sent!.value),
    [`receive-rate-${port}`]: measured(() => mbit(0)),
    [`send-rate-${port}`]: measured(() => mbit(1)),
    [`errors-${port}`]: measured(() => 0),
  };
}

const outletW = 55;
const mainsV = 230;
/** Of a strip for 10 A: near overload from here on. */
const nearOverloadA = 8;

export function outletStrip(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  const isOn = eight.map(() => true);
  const amperes = (): number => (isOn.filter(Boolean).length * outletW) / mainsV;
  room.equipment.push({
    step: () => {},
    get load() {
      return { ...noLoad, socketsW: isOn.filter(Boolean).length * outletW };
    },
  });
  const outlets = eight.map((outlet, i) => {
    const point = switched(
      () => isOn[i] === true,
      (on) => {
        isOn[i] = on;
      },
    );
    return [`outlet-${outlet}`, point] as const;
  });
  return {
    ...Object.fromEntries(outlets),
    current: measured(amperes),
    'load-state': measured(() => (amperes() > nearOverloadA ? 3 : 1)),
    model: measured(() => 'AP7900'),
  };
}
