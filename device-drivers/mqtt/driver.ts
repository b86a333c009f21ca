// The MQTT field driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { MqttSession } from './session.ts';
import { mqttDeviceSchema, mqttEndpointSchema, mqttModelSchema, mqttPointSchema } from './settings.ts';

export const mqttDriver: Driver = {
  protocol: 'mqtt',
  endpointSchema: mqttEndpointSchema,
  deviceAddressSchema: mqttDeviceSchema,
  modelSettingsSchema: mqttModelSchema,
  pointAddressSchema: mqttPointSchema,
  open: (plan, sink, context) => new MqttSession(plan, sink, context),
};
