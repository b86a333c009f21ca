// The driver: its schemas and how a session begins. A copy also says its `protocol`, a name of campus-model.
import type { Driver } from '../driver.ts';
import { BlueprintSession } from './session.ts';
import {
  blueprintDeviceSchema,
  blueprintEndpointSchema,
  blueprintModelSchema,
  blueprintPointSchema,
} from './settings.ts';

export const blueprintDriver: Omit<Driver, 'protocol'> = {
  endpointSchema: blueprintEndpointSchema,
  deviceAddressSchema: blueprintDeviceSchema,
  modelSettingsSchema: blueprintModelSchema,
  pointAddressSchema: blueprintPointSchema,
  open: (plan, sink, context) => new BlueprintSession(plan, sink, context),
};
