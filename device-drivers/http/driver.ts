// The HTTP driver: its schemas and how a session begins.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { HttpSession } from './session.ts';
import { httpSchemas } from './settings.ts';

export const httpDriver: Driver = {
  protocol: 'http',
  ...httpSchemas,
  open: (plan, sink, context) => new HttpSession(settledPlan(plan, httpSchemas), sink, context),
};
