// A session with one SNMP agent: the polled session with SNMP's dialect.
import type { DriverContext, DriverSink, EndpointPlan } from '../driver.ts';
import { PolledSession } from '../polling/polled-session.ts';
import { SnmpDialect, type SnmpRequest } from './dialect.ts';
import type { SnmpLink } from './link.ts';
import type { SnmpEndpoint } from './settings.ts';

export class SnmpSession extends PolledSession<SnmpLink, SnmpRequest> {
  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    super(plan, sink, context, new SnmpDialect(plan.endpoint.settings as SnmpEndpoint, context));
  }
}
