// The MQTT field driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { MqttSession } from './session.ts';
import { mqttSchemas } from './settings.ts';

export const mqttDriver: Driver = {
  protocol: 'mqtt',
  ...mqttSchemas,
  open: (plan, sink, context) => new MqttSession(settledPlan(plan, mqttSchemas), sink, context),
};
