// Gathers what a camera's picture shows from the world.
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Simulation } from '../simulation.ts';
import type { CameraScene } from './camera-picture.ts';

export function cameraScene(simulation: Simulation, camera: SimulatedDevice): CameraScene {
  const { campus, world } = simulation;
  const room = world.room(camera.device.spaceId);
  const building = campus.buildings.find(({ id }) => id === room.space.buildingId);
  const localMs = Math.floor(world.time.localS * 1000);
  return {
    cameraId: camera.id,
    title: `${building?.name.zh ?? ''} ${room.space.name.zh}`,
    subtitle: `${building?.name.en ?? ''} · ${room.space.name.en}`,
    kind: room.space.kind,
    people: Math.max(0, camera.number('people') - Number(room.isBrokenInto)),
    isIntruder: room.isBrokenInto,
    smoke: room.smoke,
    lux: room.lux,
    stamp: new Date(localMs).toISOString().slice(0, 19).replace('T', ' '),
    moment: Math.floor(world.time.localS),
  };
}
