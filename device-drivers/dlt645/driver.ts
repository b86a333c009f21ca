// The DL/T 645 driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { openDlt645Session } from './session.ts';
import { dlt645Schemas } from './settings.ts';

export const dlt645Driver: Driver = {
  protocol: 'dlt645',
  ...dlt645Schemas,
  open: (plan, sink, context) => openDlt645Session(settledPlan(plan, dlt645Schemas), sink, context),
};
