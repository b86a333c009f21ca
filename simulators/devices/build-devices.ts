// Puts the campus's devices into the world: which model is built how. A new simulated device is a line here.
import type { Campus, Device } from '@campus/campus-model';
import type { World } from '../world/world.ts';
import { coldProbe, roomAirSensor, thermostat } from './climate.ts';
import { fireDetector, firePanel } from './fire.ts';
import { lampRelay } from './lamps.ts';
import { buildingMeter, roomMeter, waterMeter } from './meters.ts';
import { camera, contact, doorController, leakSensor, presenceSensor, wirelessClimate } from './sensors.ts';
import { SimulatedDevice, type SimulatedPoints } from './simulated-device.ts';
import { vrHeadset, vrLabManager } from './vr-lab.ts';
import { cncMachine } from './workshop.ts';

export type DeviceBuilder = (device: Device, world: World, built: BuiltDevices) => SimulatedPoints;

/** Devices built so far, by id; complete once the world begins to step. */
export type BuiltDevices = ReadonlyMap<string, SimulatedDevice>;

const builders: Readonly<Record<string, DeviceBuilder>> = {
  'eastron-sdm630': roomMeter,
  'acrel-adl400': buildingMeter,
  'water-meter-modbus': waterMeter,
  'renke-rs-ws-n01': roomAirSensor,
  'generic-cn-co2': roomAirSensor,
  'renke-cold-probe': coldProbe,
  'fan-coil-thermostat': thermostat,
  'lamp-relay-4': lampRelay(['front', 'blackboard', 'window-row', 'inner-row']),
  'lamp-relay-1': lampRelay(['lamps']),
  'fire-detector': fireDetector,
  'fire-panel': firePanel,
  'cnc-machine': cncMachine,
  'vr-lab-manager': vrLabManager,
  'vr-headset': vrHeadset,
  'z2m-temperature-humidity': wirelessClimate,
  'z2m-presence-lux': presenceSensor,
  'z2m-leak': leakSensor,
  'z2m-contact': contact,
  'onvif-camera': camera,
  'door-controller': doorController,
};

export interface DeviceSet {
  readonly devices: BuiltDevices;
  /** Devices whose model nobody simulates. */
  readonly unknown: readonly string[];
}

export function buildDevices(campus: Campus, world: World): DeviceSet {
  const devices = new Map<string, SimulatedDevice>();
  const unknown: string[] = [];
  for (const device of campus.devices.values()) {
    const build = builders[device.modelId];
    if (build) devices.set(device.id, new SimulatedDevice(device, build(device, world, devices)));
    else unknown.push(device.id);
  }
  return { devices, unknown };
}
