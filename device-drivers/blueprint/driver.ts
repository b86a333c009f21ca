// The driver: its schemas and how a session begins. A copy also says its `protocol`, a name of campus-model.
import type { Driver } from '../driver.ts';
import { settledPlan } from '../settled-plan.ts';
import { BlueprintSession } from './session.ts';
import { blueprintSchemas } from './settings.ts';

export const blueprintDriver: Omit<Driver, 'protocol'> = {
  ...blueprintSchemas,
  open: (plan, sink, context) => new BlueprintSession(settledPlan(plan, blueprintSchemas), sink, context),
};
