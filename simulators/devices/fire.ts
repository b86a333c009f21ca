// The certified fire system as its gateway shows it: detectors on the loop and the panel's summary. Read only.
import type { Device } from '@campus/campus-model';
import type { World } from '../world/world.ts';
import type { BuiltDevices } from './build-devices.ts';
import { lazily, measured, type SimulatedPoints } from './simulated-device.ts';

const detectorStates = { normal: 0, fire: 1, fault: 2, shielded: 3 } as const;

/** The detector nearest to the fire trips at once, each further one of the room this much later. */
const nextDetectorAfterS = 20;

/** A detector stays tripped until the panel is reset, which the world does when the fire is over. */
export function fireDetector(device: Device, world: World, built: BuiltDevices): SimulatedPoints {
  const room = world.room(device.spaceId);
  const nearer = [...built.values()].filter(
    (it) => it.device.modelId === device.modelId && it.device.spaceId === device.spaceId,
  ).length;
  let burntS = 0;
  world.followers.push({
    step: (dtS) => {
      burntS = room.isBurning ? burntS + dtS : 0;
    },
  });
  const isTripped = (): boolean => room.isBurning && burntS >= nearer * nextDetectorAfterS;
  return { smoke: measured(() => (isTripped() ? detectorStates.fire : detectorStates.normal)) };
}

/** The summary of a building's panel: fire where any of its detectors shows fire. */
export function firePanel(device: Device, world: World, built: BuiltDevices): SimulatedPoints {
  const { buildingId } = world.room(device.spaceId).space;
  const detectors = lazily(() =>
    [...built.values()].filter(
      (it) => it.points.has('smoke') && world.room(it.device.spaceId).space.buildingId === buildingId,
    ),
  );
  const anyDetectorShows = (state: number): number =>
    Number(detectors().some((it) => it.value('smoke') === state));
  return {
    fire: measured(() => anyDetectorShows(detectorStates.fire)),
    fault: measured(() => anyDetectorShows(detectorStates.fault)),
    'main-power-fault': measured(() => 0),
    'backup-power-fault': measured(() => 0),
  };
}
