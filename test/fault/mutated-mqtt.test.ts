// A field broker that means ill: messages, topics, packets and connections are mutated. The driver's process lives, stores
// no wrong value, keeps its memory, and is well again when the broker is.
import { test } from 'vitest';
import { proveDriver } from './mutated-replies.ts';
import { isLongForm, numberFrom, prove } from './seed.ts';

const longMutations = 1_000_000;
const shortMutations = 10_000;
const sessions = 20;
/** What a heap may grow by; a leak of ten bytes a mutated publication would show. */
const mostGrowthMb = 10;
const deadlineMs = 3_600_000;

test('mutated: MQTT, in messages, topics and packets', { timeout: deadlineMs }, async () => {
  const mutations = numberFrom('CAMPUS_MUTATIONS', isLongForm() ? longMutations : shortMutations);
  await prove('mutated', { CAMPUS_MUTATIONS: mutations }, async (proof) => {
    const { seed, folder } = proof;
    await proveDriver(
      proof,
      'mutated-mqtt-driver.ts',
      { seed, sessions, folder, mutations },
      'MQTT',
      mostGrowthMb,
    );
  });
});
