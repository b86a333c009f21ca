// Replies of a real OPC UA server that are mutated on their way: the agent's process lives, stores no wrong value, keeps its
// memory, and is well again when the replies are.
import { expect, test } from 'vitest';
import { makeCertificate } from '../unit/device-drivers/opcua/certificates.ts';
import type { DriverOrder, DriverOutcome } from './mutated-opcua-driver.ts';
import { child, ended, saidLine } from './mutated-replies.ts';
import { isLongForm, numberFrom, type Proof, prove } from './seed.ts';

const longMutations = 1_000_000;
const shortMutations = 300;
/** Signatures cost both sides most of a connection's time. */
const signedShare = 0.2;
const variables = 4;
const sessions = isLongForm() ? 100 : 40;
/** What a heap may grow by between a fifth of the way and its end; a leak of one connection in ten would show. */
const mostGrowthMb = 40;
const deadlineMs = 14_400_000;

test('mutated: OPC UA, without security in their structure, signed in any byte', {
  timeout: deadlineMs,
}, async () => {
  const mutations = numberFrom('CAMPUS_MUTATIONS', isLongForm() ? longMutations : shortMutations);
  await prove('mutated', { CAMPUS_MUTATIONS: mutations }, async (proof) => {
    const { certificateFile, keyFile, certificate } = await makeCertificate(proof.folder, 'mutated-server');
    const server = child('mutated-opcua-server.ts', [
      proof.folder,
      certificateFile,
      keyFile,
      String(variables),
    ]);
    try {
      const { port } = JSON.parse(await saidLine(server)) as { port: number };
      const signed = Math.ceil(mutations * signedShare);
      await run(proof, { port, mutations: mutations - signed, trust: null });
      await run(proof, { port, mutations: signed, trust: certificate.fingerprint });
    } finally {
      server.stdin!.end();
      await ended(server);
    }
  });
});

async function run(proof: Proof, order: Pick<DriverOrder, 'port' | 'mutations' | 'trust'>): Promise<void> {
  const startedAt = performance.now();
  const whole: DriverOrder = { ...order, seed: proof.seed, sessions, variables, folder: proof.folder };
  const driver = child('mutated-opcua-driver.ts', [JSON.stringify(whole)], ['--expose-gc']);
  const code = ended(driver);
  const line = await saidLine(driver).catch(() => '');
  expect(await code, 'the process with the driver ends by itself').toBe(0);
  const outcome = JSON.parse(line) as DriverOutcome;
  const how = order.trust === null ? 'without security' : 'signed';
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  const words = `${how}: ${outcome.mutated} replies mutated in ${seconds} s, ${outcome.good} values told, ${outcome.wrongCount} wrong, heap ${outcome.heapBeforeMb} to ${outcome.heapAfterMb} MB`;
  process.stdout.write(`mutated: OPC UA ${words}\n`);
  proof.note(words);
  expect(outcome.mutated).toBeGreaterThanOrEqual(order.mutations);
  expect(outcome.wrong).toEqual([]);
  expect(outcome.good, 'values came between the mutations').toBeGreaterThan(0);
  expect(outcome.recovered, 'sessions that are well again').toBe(sessions);
  expect(outcome.heapAfterMb - outcome.heapBeforeMb).toBeLessThan(mostGrowthMb);
}
