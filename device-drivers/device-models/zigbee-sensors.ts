// Battery sensors behind Zigbee2MQTT: one JSON message a device, availability beside it.
import type { DeviceModel, EquipmentKind, PointModel, System, Text } from '@campus/campus-model';
import { json } from './addresses.ts';
import {
  battery,
  contact,
  humidity,
  illuminance,
  leak,
  linkQuality,
  occupancy,
  temperature,
} from './capabilities.ts';
import { zigbeePresence } from './mqtt-addresses.ts';
import { deviceModel, text } from './point-builder.ts';

const falseTrue = { false: 0, true: 1 };

/** Zigbee2MQTT says `contact: true` of a closed door. */
const openClosed = { false: 1, true: 0 };

function zigbeeModel(
  id: string,
  name: Text,
  kind: EquipmentKind,
  system: System,
  points: readonly PointModel[],
): DeviceModel {
  return deviceModel({
    id,
    name,
    maker: 'generic',
    kind,
    system,
    protocol: 'mqtt',
    source: 'Zigbee2MQTT documentation: MQTT topics and messages, availability',
    settings: { ...zigbeePresence },
    points: [...points, battery(json('battery')), linkQuality(json('linkquality'))],
  });
}

export const z2mTemperatureHumidity = zigbeeModel(
  'z2m-temperature-humidity',
  text('无线温湿度传感器', 'wireless temperature and humidity sensor'),
  'air-sensor',
  'climate',
  [temperature(json('temperature')), humidity(json('humidity'))],
);

export const z2mPresenceLux = zigbeeModel(
  'z2m-presence-lux',
  text('无线人体与照度传感器', 'wireless presence and light sensor'),
  'occupancy-sensor',
  'teaching',
  [occupancy(json('occupancy', '', falseTrue)), illuminance(json('illuminance'))],
);

export const z2mLeak = zigbeeModel(
  'z2m-leak',
  text('无线水浸传感器', 'wireless leak sensor'),
  'leak-sensor',
  'water',
  [leak(json('water_leak', '', falseTrue))],
);

export const z2mContact = zigbeeModel(
  'z2m-contact',
  text('无线门窗磁', 'wireless contact sensor'),
  'door',
  'security',
  [contact(json('contact', '', openClosed))],
);
