// The PJLink driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { PjlinkSession } from './session.ts';
import { pjlinkSchemas } from './settings.ts';

export const pjlinkDriver: Driver = {
  protocol: 'pjlink',
  ...pjlinkSchemas,
  open: (plan, sink, context) => new PjlinkSession(settledPlan(plan, pjlinkSchemas), sink, context),
};
