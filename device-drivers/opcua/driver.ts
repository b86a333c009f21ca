// The OPC UA driver: its schemas and how a session begins. The only folder that imports node-opcua.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { OpcuaSession } from './session.ts';
import { opcuaSchemas } from './settings.ts';

export const opcuaDriver: Driver = {
  protocol: 'opcua',
  ...opcuaSchemas,
  open: (plan, sink, context) => new OpcuaSession(settledPlan(plan, opcuaSchemas), sink, context),
};
