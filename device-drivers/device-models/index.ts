// The catalogue of device models: every model by its id. A new model is a file here and a line below.
import type { DeviceModel, DeviceModelCatalogue } from '@campus/campus-model';
import { genericCnCo2, renkeColdProbe, renkeRsWsN01 } from './air-sensors.ts';
import { cncMachine } from './cnc-machine.ts';
import { doorController } from './door-controller.ts';
import { acrelAdl400, eastronSdm630 } from './energy-meters.ts';
import { fanCoilThermostat } from './fan-coil-thermostat.ts';
import { fireDetector, firePanel } from './fire.ts';
import { lampRelay1, lampRelay4 } from './lamp-relays.ts';
import { onvifCamera } from './onvif-camera.ts';
import { vrHeadset } from './vr-headset.ts';
import { vrLabManager } from './vr-lab-manager.ts';
import { waterMeterModbus } from './water-meter.ts';
import { z2mContact, z2mLeak, z2mPresenceLux, z2mTemperatureHumidity } from './zigbee-sensors.ts';

const all: readonly DeviceModel[] = [
  eastronSdm630,
  acrelAdl400,
  renkeRsWsN01,
  renkeColdProbe,
  genericCnCo2,
  lampRelay4,
  lampRelay1,
  fanCoilThermostat,
  fireDetector,
  firePanel,
  waterMeterModbus,
  cncMachine,
  vrLabManager,
  z2mTemperatureHumidity,
  z2mPresenceLux,
  z2mLeak,
  z2mContact,
  onvifCamera,
  doorController,
  vrHeadset,
];

export const deviceModels: DeviceModelCatalogue = new Map(all.map((model) => [model.id, model]));
