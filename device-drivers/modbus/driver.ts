// The Modbus TCP driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { ModbusSession } from './session.ts';
import { modbusSchemas } from './settings.ts';

export const modbusDriver: Driver = {
  protocol: 'modbus',
  ...modbusSchemas,
  open: (plan, sink, context) => new ModbusSession(settledPlan(plan, modbusSchemas), sink, context),
};
