// The SNMP driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { SnmpSession } from './session.ts';
import { snmpSchemas } from './settings.ts';

export const snmpDriver: Driver = {
  protocol: 'snmp',
  ...snmpSchemas,
  open: (plan, sink, context) => new SnmpSession(settledPlan(plan, snmpSchemas), sink, context),
};
