// What may be said of each protocol, without the code that speaks it.
import type { Protocol } from '@campus/campus-model';
import { bacnetSchemas } from './bacnet/settings.ts';
import { cjt188Schemas } from './cjt188/settings.ts';
import { dlt645Schemas } from './dlt645/settings.ts';
import type { DriverSchemas } from './driver.ts';
import { httpSchemas } from './http/settings.ts';
import { modbusSchemas } from './modbus/settings.ts';
import { mqttSchemas } from './mqtt/settings.ts';
import { opcuaSchemas } from './opcua/settings.ts';
import { pjlinkSchemas } from './pjlink/settings.ts';
import { snmpSchemas } from './snmp/settings.ts';

export const driverSchemas: Readonly<Record<Protocol, DriverSchemas>> = {
  modbus: modbusSchemas,
  opcua: opcuaSchemas,
  mqtt: mqttSchemas,
  bacnet: bacnetSchemas,
  http: httpSchemas,
  cjt188: cjt188Schemas,
  dlt645: dlt645Schemas,
  pjlink: pjlinkSchemas,
  snmp: snmpSchemas,
};
