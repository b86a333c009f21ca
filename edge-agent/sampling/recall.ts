// What earlier runs sent last of each point, from the newest records of the outbox.
import type { Outbox } from '../outbox/outbox.ts';
import type { PollPlan } from '../poll-plan.ts';
import type { LastSent } from './report-by-exception.ts';
import { StoredSamples } from './stored-samples.ts';

/** Some 300,000 samples: a minute of the busiest gateway, hours of a usual one; every point is said each heartbeat. */
const mostBytes = 4_194_304;

export async function recallSent(outbox: Outbox, plan: PollPlan, lastSent: LastSent): Promise<void> {
  const stored = new StoredSamples(outbox);
  for (const block of await outbox.newest(mostBytes))
    await stored.read(block, (sample) => {
      const index = plan.indexOf.get(sample.pointId);
      if (index !== undefined) lastSent.recall(index, sample);
    });
}
