// The catalogue of device models: every model by its id. A new model is a file here and a line below.
import type { DeviceModel, DeviceModelCatalogue } from '@campus/campus-model';
import { intesisDaikin } from './air-conditioner-gateways.ts';
import { genericCnCo2, renkeColdProbe, renkeRsWsN01 } from './air-sensors.ts';
import { bacnetAirHandler, bacnetThermostat, daikinDms502b51 } from './bacnet-devices.ts';
import {
  abbB23,
  carloGavazziEm340,
  chintDdsu666,
  janitzaUmg96rm,
  siemensPac3200,
} from './building-meters.ts';
import { cjt188HeatMeter, cjt188WaterMeter, cjt188WaterMeterValve } from './cjt188-meters.ts';
import { cncMachine } from './cnc-machine.ts';
import { panasonicThLf50 } from './displays.ts';
import { dlt645Old, dlt645SinglePhaseRelay, dlt645ThreePhase } from './dlt645-meters.ts';
import { doorController } from './door-controller.ts';
import { eastronSdm72d, eastronSdm120, eastronSdm230 } from './eastron-meters.ts';
import { acrelAdl400, eastronSdm630 } from './energy-meters.ts';
import { esphomeNode } from './esphome.ts';
import { fanCoilThermostat } from './fan-coil-thermostat.ts';
import { fireDetector, firePanel } from './fire.ts';
import { frigateCamera } from './frigate.ts';
import {
  jsonClimate,
  manageXrHeadset,
  openVrAgent,
  shelly1pmHttp,
  shellyPlusPlugHttp,
} from './http-devices.ts';
import { tasmotaIrAirConditioner, z2mIrBlaster } from './ir-senders.ts';
import { isapiDoor } from './isapi-door.ts';
import { lampRelay1, lampRelay4 } from './lamp-relays.ts';
import { apcRackPdu8, ifMibSwitch8 } from './network-switches.ts';
import { onvifCamera } from './onvif-camera.ts';
import { onvifAnalytics } from './onvif-metadata.ts';
import { epsonEb810e, epsonEb1470ui, panasonicPtRz470, pjlinkClass1, pjlinkClass2 } from './projectors.ts';
import {
  curtainRelay,
  relay8Inputs8,
  stackLight,
  waveshareRelay8,
  waveshareRelay8Inputs,
} from './relay-boards.ts';
import { currentClamp, dustSensor, noiseSensor, r444a01, xyMd02 } from './room-sensors.ts';
import { schneiderIem3155, schneiderIem3255 } from './schneider-meters.ts';
import { shellyPlus2pm, shellyPlusPlug } from './shelly.ts';
import { tasmotaPlug, tasmotaRelay4 } from './tasmota.ts';
import { apcSmartUps, upsMib } from './ups.ts';
import { vrHeadset } from './vr-headset.ts';
import { vrLabManager } from './vr-lab-manager.ts';
import { waterMeterModbus } from './water-meter.ts';
import { z2mCurtain, z2mPlug, z2mSiren, z2mSwitch2 } from './zigbee-actuators.ts';
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
  z2mPlug,
  z2mSwitch2,
  z2mCurtain,
  z2mSiren,
  z2mIrBlaster,
  tasmotaPlug,
  tasmotaRelay4,
  tasmotaIrAirConditioner,
  shellyPlusPlug,
  shellyPlus2pm,
  esphomeNode,
  frigateCamera,
  onvifAnalytics,
  shelly1pmHttp,
  shellyPlusPlugHttp,
  manageXrHeadset,
  jsonClimate,
  openVrAgent,
  isapiDoor,
  dlt645ThreePhase,
  dlt645SinglePhaseRelay,
  dlt645Old,
  cjt188WaterMeter,
  cjt188WaterMeterValve,
  cjt188HeatMeter,
  pjlinkClass1,
  pjlinkClass2,
  epsonEb810e,
  epsonEb1470ui,
  panasonicPtRz470,
  panasonicThLf50,
  upsMib,
  apcSmartUps,
  ifMibSwitch8,
  apcRackPdu8,
  bacnetThermostat,
  bacnetAirHandler,
  daikinDms502b51,
  intesisDaikin,
  abbB23,
  carloGavazziEm340,
  chintDdsu666,
  janitzaUmg96rm,
  siemensPac3200,
  eastronSdm72d,
  eastronSdm120,
  eastronSdm230,
  curtainRelay,
  relay8Inputs8,
  stackLight,
  waveshareRelay8,
  waveshareRelay8Inputs,
  currentClamp,
  dustSensor,
  noiseSensor,
  r444a01,
  xyMd02,
  schneiderIem3155,
  schneiderIem3255,
];

export const deviceModels: DeviceModelCatalogue = new Map(all.map((model) => [model.id, model]));
