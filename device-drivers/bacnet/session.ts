// A session with one BACnet/IP address: the polled session with this protocol's dialect.
import type { OpenSession } from '../driver.ts';
import { PolledSession } from '../polling/polled-session.ts';
import { BacnetDialect } from './dialect.ts';
import type { BacnetEndpoint } from './settings.ts';

export const openBacnetSession: OpenSession = (plan, sink, context) => {
  const dialect = new BacnetDialect(plan.endpoint.settings as BacnetEndpoint, plan.devices, context.clock);
  return new PolledSession(plan, sink, context, dialect);
};
