// Puts the campus's devices into the world: which model is built how. A new simulated device is a line here.
import type { Campus, Device } from '@campus/campus-model';
import type { World } from '../world/world.ts';
import { airHandler, bacnetThermostat, daikinUnit } from './bacnet-units.ts';
import { coldProbe, roomAirSensor, thermostat } from './climate.ts';
import { fireDetector, firePanel } from './fire.ts';
import { lampRelay } from './lamps.ts';
import {
  heatMeter,
  plainMeter,
  relayMeter,
  tariffMeter,
  waterLineMeter,
  waterValveMeter,
} from './line-meters.ts';
import { buildingMeter, roomMeter, waterMeter } from './meters.ts';
import { apcUps, networkSwitch, outletStrip, standardUps } from './network.ts';
import { projectorDevice } from './projectors.ts';
import { camera, contact, doorController, leakSensor, presenceSensor, wirelessClimate } from './sensors.ts';
import { SimulatedDevice, type SimulatedPoints } from './simulated-device.ts';
import { smartDevices } from './smart-devices.ts';
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
  'dlt645-2007-three-phase': tariffMeter,
  'dlt645-2007-single-phase-relay': relayMeter,
  'dlt645-1997-three-phase': plainMeter,
  'cjt188-water-meter': waterLineMeter,
  'cjt188-water-meter-valve': waterValveMeter,
  'cjt188-heat-meter': heatMeter,
  'bacnet-thermostat': bacnetThermostat,
  'bacnet-air-handler': airHandler,
  'daikin-dms502b51': daikinUnit,
  ...smartDevices,
  'pjlink-class-1': projectorDevice,
  'pjlink-class-2': projectorDevice,
  'epson-eb-810e': projectorDevice,
  'epson-eb-1470ui': projectorDevice,
  'panasonic-pt-rz470': projectorDevice,
  'panasonic-th-lf50': projectorDevice,
  'ups-rfc1628': standardUps,
  'apc-smart-ups': apcUps,
  'if-mib-switch-8': networkSwitch,
  'apc-ap7900-pdu': outletStrip,
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
