// Modbus replies that are mutated: on Modbus TCP in what surrounds the registers, on a serial line in any byte. The driver's
// process lives, stores no wrong value, keeps its memory, and is well again when the replies are.
import { test } from 'vitest';
import { proveDriver } from './mutated-replies.ts';
import { isLongForm, numberFrom, prove } from './seed.ts';

const longMutations = 1_000_000;
const shortMutations = 5_000;
/** On a serial line one request is in flight, and bytes that are no answer are waited out. */
const serialShare = 0.2;
const sessions = 120;
/** What a heap may grow by; a leak of ten bytes a mutated reply would show. */
const mostGrowthMb = 10;
const deadlineMs = 3_600_000;

test('mutated: Modbus, on TCP in what surrounds the registers, on a serial line in any byte', {
  timeout: deadlineMs,
}, async () => {
  const mutations = numberFrom('CAMPUS_MUTATIONS', isLongForm() ? longMutations : shortMutations);
  await prove('mutated', { CAMPUS_MUTATIONS: mutations }, async (proof) => {
    const { seed, folder } = proof;
    const serial = Math.ceil(mutations * serialShare);
    const file = 'mutated-modbus-driver.ts';
    const orders = { tcp: mutations - serial, serial };
    for (const [line, share] of Object.entries(orders)) {
      const order = { seed, sessions, folder, mutations: share, line };
      await proveDriver(proof, file, order, `Modbus (${line})`, mostGrowthMb);
    }
  });
});
