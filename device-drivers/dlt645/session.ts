// A session with one line of DL/T 645 meters: the polled session with this protocol's dialect.
import type { OpenSession } from '../driver.ts';
import { PolledSession } from '../polling/polled-session.ts';
import { Dlt645Dialect } from './dialect.ts';
import type { Dlt645Endpoint } from './settings.ts';

export const openDlt645Session: OpenSession = (plan, sink, context) => {
  const dialect = new Dlt645Dialect(plan.endpoint.settings as Dlt645Endpoint, context.clock);
  return new PolledSession(plan, sink, context, dialect);
};
