// The BACnet/IP driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { openBacnetSession } from './session.ts';
import { bacnetSchemas } from './settings.ts';

export const bacnetDriver: Driver = {
  protocol: 'bacnet',
  ...bacnetSchemas,
  open: (plan, sink, context) => openBacnetSession(settledPlan(plan, bacnetSchemas), sink, context),
};
