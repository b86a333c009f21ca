// The VR lab: its managing computer, which runs the session, and its headsets.
import type { Device } from '@campus/campus-model';
import { noLoad } from '../world/electricity.ts';
import { type Headset, stepHeadset } from '../world/headset.ts';
import { clamp, relax } from '../world/relax.ts';
import type { World } from '../world/world.ts';
import type { BuiltDevices } from './build-devices.ts';
import { lazily, measured, type SimulatedDevice, type SimulatedPoints } from './simulated-device.ts';

export const sessions = { idle: 0, running: 1, paused: 2 } as const;

const apps = ['船舶焊接 Ship welding', '导游实务 Tour guiding', '机械拆装 Machine assembly'] as const;
const home = '主界面 Home';
const chargingW = 18;
/** How much warmer than the room a server is, idle and at full work; with its fan stopped this many times as much. */
const serverRiseK = { idle: 12, atFullWork: 40 } as const;
const stoppedFanFactor = 2.4;
const serverWarmsPerS = 1 / 240;

/** The devices of a room that have a point; known once all are built. */
function inRoom(spaceId: string, point: string, built: BuiltDevices): () => readonly SimulatedDevice[] {
  return lazily(() =>
    [...built.values()].filter((it) => it.device.spaceId === spaceId && it.points.has(point)),
  );
}

export function vrLabManager(device: Device, world: World, built: BuiltDevices): SimulatedPoints {
  const room = world.room(device.spaceId);
  const app = apps[Math.floor(world.random() * apps.length)]!;
  let session: number = sessions.idle;
  let hadLesson = false;
  let cpuPercent = 4;
  let riseK: number = serverRiseK.idle;
  world.followers.push({
    step: (dtS) => {
      const hasLesson = room.lesson !== null && room.people > 0;
      if (hasLesson !== hadLesson) session = hasLesson ? sessions.running : sessions.idle;
      hadLesson = hasLesson;
      const busy = session === sessions.running ? 45 + 25 * world.luckOf(`${device.id}/cpu`, 10) : 5;
      cpuPercent = clamp(relax(cpuPercent, busy, 0.1, 0, dtS), 0, 100);
      const { idle, atFullWork } = serverRiseK;
      const workK = idle + ((atFullWork - idle) * cpuPercent) / 100;
      const restK = workK * (room.isFanStopped ? stoppedFanFactor : 1);
      riseK = relax(riseK, restK, serverWarmsPerS, 0, dtS);
    },
  });
  const headsets = inRoom(device.spaceId, 'charging', built);
  const countOf = (point: string): number => headsets().filter((it) => it.value(point) === 1).length;
  return {
    session: {
      read: () => session,
      operate: (value) => {
        session = value;
      },
      min: 0,
      max: 2,
      isWhole: true,
    },
    'headsets-online': measured(() => countOf('online')),
    'headsets-charging': measured(() => countOf('charging')),
    app: measured(() => (session === sessions.idle ? home : app)),
    'server-cpu': measured(() => cpuPercent),
    'server-temperature': measured(() => room.air.temperatureC + riseK),
  };
}

export function vrHeadset(device: Device, world: World, built: BuiltDevices): SimulatedPoints {
  const room = world.room(device.spaceId);
  /** Every learner of the lesson has one, but some stay in the cabinet. */
  const isSpare = world.random() < 0.2;
  let headset: Headset = {
    batteryPercent: 72 + 26 * world.random(),
    isCharging: false,
    isOnline: true,
    temperatureC: room.air.temperatureC,
    tracking: 1,
  };
  const managers = inRoom(device.spaceId, 'session', built);
  const sessionNow = (): number => managers()[0]?.number('session') ?? sessions.idle;
  room.equipment.push({
    step: (dtS) => {
      const isWorn = sessionNow() === sessions.running && room.people > 3 && !isSpare;
      const use = {
        isWorn,
        roomC: room.air.temperatureC,
        mayCharge: true,
        luck: world.luckOf(device.id, 30),
      };
      headset = stepHeadset(headset, use, dtS);
    },
    get load() {
      return { ...noLoad, socketsW: headset.isCharging ? chargingW : 0 };
    },
  });
  const appNow = (): string => (headset.tracking === 1 ? home : String(managers()[0]?.value('app') ?? home));
  return {
    battery: measured(() => Math.round(headset.batteryPercent)),
    charging: measured(() => Number(headset.isCharging)),
    online: measured(() => Number(headset.isOnline)),
    temperature: measured(() => headset.temperatureC),
    tracking: measured(() => headset.tracking),
    app: measured(appNow),
  };
}
