// The OPC UA driver: its schemas and how a session begins. The only folder that imports node-opcua.
import type { Driver } from '../driver.ts';
import { OpcuaSession } from './session.ts';
import { opcuaDeviceSchema, opcuaEndpointSchema, opcuaModelSchema, opcuaPointSchema } from './settings.ts';

export const opcuaDriver: Driver = {
  protocol: 'opcua',
  endpointSchema: opcuaEndpointSchema,
  deviceAddressSchema: opcuaDeviceSchema,
  modelSettingsSchema: opcuaModelSchema,
  pointAddressSchema: opcuaPointSchema,
  open: (plan, sink, context) => new OpcuaSession(plan, sink, context),
};
