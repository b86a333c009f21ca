// The Modbus TCP driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { ModbusSession } from './session.ts';
import {
  modbusDeviceSchema,
  modbusEndpointSchema,
  modbusModelSchema,
  modbusPointSchema,
} from './settings.ts';

export const modbusDriver: Driver = {
  protocol: 'modbus',
  endpointSchema: modbusEndpointSchema,
  deviceAddressSchema: modbusDeviceSchema,
  modelSettingsSchema: modbusModelSchema,
  pointAddressSchema: modbusPointSchema,
  open: (plan, sink, context) => new ModbusSession(plan, sink, context),
};
