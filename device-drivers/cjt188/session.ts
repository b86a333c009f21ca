// A session with one line of CJ/T 188 meters: the polled session with this protocol's dialect.
import type { OpenSession } from '../driver.ts';
import { PolledSession } from '../polling/polled-session.ts';
import { Cjt188Dialect } from './dialect.ts';
import type { Cjt188Endpoint } from './settings.ts';

export const openCjt188Session: OpenSession = (plan, sink, context) => {
  const dialect = new Cjt188Dialect(plan.endpoint.settings as Cjt188Endpoint, context.clock);
  return new PolledSession(plan, sink, context, dialect);
};
