// The scenarios that the demo can play. A new one is an entry here.
import type { SpaceKind } from '@campus/campus-model';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Faults } from '../faults/faults.ts';
import type { Scenario, Stage } from './scenario.ts';

const nightMinute = 90;
const leakM3PerH = 3.2;
const lowBatteryPercent = 14;
const silent = { mode: 'silent', delayMs: 0 } as const;

const lesson: Scenario = {
  name: 'lesson',
  title: { zh: '开始上课', en: 'A lesson' },
  description: {
    zh: '一个班走进教室：灯、空调和大屏打开，二氧化碳开始上升。',
    en: 'A class comes in: lamps, air conditioning and screen go on, CO2 begins to rise.',
  },
  place: (stage) => spaceOf(stage, ['classroom'], (id) => stage.simulation.world.room(id).people === 0),
  begin: ({ simulation }, spaceId) => {
    const { world } = simulation;
    world.heldLessons.set(spaceId, Math.max(1, Math.round(world.room(spaceId).space.seats * 0.95)));
    return () => world.heldLessons.delete(spaceId);
  },
};

const fireInLab: Scenario = {
  name: 'fire-in-lab',
  title: { zh: '实训室起火', en: 'Fire in a lab' },
  description: {
    zh: '一个探测器先报警，20 秒后第二个确认；烟雾和温度上升，摄像机可见，楼内人员撤离。',
    en: 'One detector trips, 20 s later a second confirms; smoke and heat rise, the camera shows it, people leave.',
  },
  place: (stage) => spaceWith(stage, 'smoke', ['vr-lab', 'workshop', 'nursing-ward', 'maker-space']),
  begin: ({ simulation }, spaceId) => {
    const room = simulation.world.room(spaceId);
    room.isBurning = true;
    return () => {
      room.isBurning = false;
    };
  },
};

const nightIntrusion: Scenario = {
  name: 'night-intrusion',
  title: { zh: '夜间闯入', en: 'Intrusion at night' },
  description: {
    zh: '校园进入凌晨一点半，一扇门被强行打开，摄像机发现移动。',
    en: 'It becomes half past one at night; a door is forced and the camera sees someone move.',
  },
  place: (stage) => spaceWith(stage, 'forced', ['vr-lab', 'library']),
  begin: ({ simulation }, spaceId) => {
    const room = simulation.world.room(spaceId);
    simulation.schoolClock.jumpTo(nightMinute);
    for (const lamps of room.lamps) lamps.lightsOut();
    room.isBrokenInto = true;
    return () => {
      room.isBrokenInto = false;
      simulation.schoolClock.resume();
    };
  },
};

const waterLeak: Scenario = {
  name: 'water-leak',
  title: { zh: '漏水', en: 'Water leak' },
  description: {
    zh: '水浸传感器报警，楼总水表流量明显增大。',
    en: "A leak sensor gets wet and the flow on the building's water meter jumps.",
  },
  place: (stage) => spaceWith(stage, 'leak', ['toilet', 'kitchen']),
  begin: ({ simulation: { world } }, spaceId) => {
    const room = world.room(spaceId);
    const building = world.building(room.space.buildingId);
    room.isFlooded = true;
    building.leakM3PerH += leakM3PerH;
    return () => {
      room.isFlooded = false;
      building.leakM3PerH -= leakM3PerH;
    };
  },
};

const gatewayLost: Scenario = {
  name: 'gateway-lost',
  title: { zh: '网关失联', en: 'A gateway is lost' },
  description: {
    zh: '一栋楼的所有现场总线和传感器同时没有应答。',
    en: 'All field buses and sensors of one building fall silent.',
  },
  place: (stage) => spaceOf(stage, ['computer-room', 'classroom'], () => true),
  begin: ({ simulation, faults }, spaceId) => {
    const { buildingId } = simulation.world.room(spaceId).space;
    const { gateways, endpoints } = simulation.campus;
    const lost = [...endpoints.values()].filter(
      (it) => gateways.get(it.gatewayId)?.buildingId === buildingId,
    );
    for (const { id } of lost) faults.setEndpoint(id, silent);
    return () =>
      restore(
        faults,
        lost.map(({ id }) => id),
      );
  },
};

const headsetBatteryLow: Scenario = {
  name: 'headset-battery-low',
  title: { zh: 'VR 头显电量低', en: 'VR headset battery low' },
  description: {
    zh: '实训室里一台头显的电量降到 14%。',
    en: 'The battery of one headset in a lab falls to 14 %.',
  },
  place: (stage) => spaceWith(stage, 'charging', ['vr-lab']),
  begin: ({ simulation }, spaceId) => {
    const headset = devicesOf({ simulation }, spaceId, 'charging')[0];
    headset?.set('battery', lowBatteryPercent);
    headset?.set('charging', 0);
    return () => {
      headset?.set('battery', null);
      headset?.set('charging', null);
    };
  },
};

export const scenarios: readonly Scenario[] = [
  lesson,
  fireInLab,
  nightIntrusion,
  waterLeak,
  gatewayLost,
  headsetBatteryLow,
];

function restore(faults: Faults, endpointIds: readonly string[]): void {
  for (const id of endpointIds) faults.setEndpoint(id, { mode: 'none', delayMs: 0 });
}

function spaceOf(
  stage: Stage,
  kinds: readonly SpaceKind[],
  fits: (spaceId: string) => boolean,
): string | null {
  const rooms = [...stage.simulation.world.rooms.values()].filter(({ space }) => kinds.includes(space.kind));
  return (rooms.find(({ space }) => fits(space.id)) ?? rooms[0])?.space.id ?? null;
}

/** The first space with a device that has such a point; the kinds named come first, in their order. */
function spaceWith({ simulation }: Stage, point: string, kinds: readonly SpaceKind[]): string | null {
  const spaces = [...simulation.devices.values()]
    .filter((device) => device.points.has(point))
    .map((device) => simulation.world.room(device.device.spaceId).space);
  const rank = (kind: SpaceKind): number => (kinds.includes(kind) ? kinds.indexOf(kind) : kinds.length);
  return spaces.sort((a, b) => rank(a.kind) - rank(b.kind))[0]?.id ?? null;
}

function devicesOf(
  { simulation }: Pick<Stage, 'simulation'>,
  spaceId: string,
  point: string,
): SimulatedDevice[] {
  return [...simulation.devices.values()].filter(
    (device) => device.device.spaceId === spaceId && device.points.has(point),
  );
}
