// What may be said of each protocol, without the code that speaks it.
import type { Protocol } from '@campus/campus-model';
import type { DriverSchemas } from './driver.ts';
import { modbusSchemas } from './modbus/settings.ts';
import { mqttSchemas } from './mqtt/settings.ts';
import { opcuaSchemas } from './opcua/settings.ts';

export const driverSchemas: Readonly<Record<Protocol, DriverSchemas>> = {
  modbus: modbusSchemas,
  opcua: opcuaSchemas,
  mqtt: mqttSchemas,
};
