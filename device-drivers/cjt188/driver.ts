// The CJ/T 188 driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { openCjt188Session } from './session.ts';
import { cjt188Schemas } from './settings.ts';

export const cjt188Driver: Driver = {
  protocol: 'cjt188',
  ...cjt188Schemas,
  open: (plan, sink, context) => openCjt188Session(settledPlan(plan, cjt188Schemas), sink, context),
};
