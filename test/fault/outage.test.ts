// The hub is away for days: the agent keeps every sample in bounded room, and hands them on while live values overtake them.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fillOutbox } from './outage-fill.ts';
import { runOutage, scaledBytes } from './outage-run.ts';
import { gatewayIds, makeProofCampus } from './proof-campus.ts';
import { isLongForm, numberFrom, prove } from './seed.ts';

const hours = 72;
/** The short form is this part of it. */
const shortPart = 50;
const points = 500;
const periodMs = 5_000;
const mostOutboxBytes = 512_000_000;
const all = (hours * 3_600_000) / periodMs;
/** What is read within the gathering time of a group, at the least: 500 points spread over 5 s. */
const smallestGroup = 5;
const roundsInSmallGroups = 100;
const deadlineMs = 3_600_000;
/** Wide: it tells a live value that overtakes from one that waits behind the backlog. */
const mostDelayMs = 20_000;

test('outage: 72 hours of 500 points every 5 s', { timeout: deadlineMs }, async () => {
  const rounds = numberFrom('CAMPUS_FAULT_ROUNDS', isLongForm() ? all : Math.floor(all / shortPart));
  await prove('outage', { CAMPUS_FAULT_ROUNDS: rounds }, async (proof) => {
    const figures = await runOutage(proof, { rounds, points, periodMs }, all * points, deadlineMs);
    const { samples, outboxBytes, fillS, drainS, drainPerSecond, liveDelayMs } = figures;
    process.stdout.write(
      `outage: ${samples} samples, 0 lost, outbox of 72 hours ${(outboxBytes / 1e6).toFixed(1)} MB, ` +
        `filled in ${fillS.toFixed(0)} s, drained in ${drainS.toFixed(1)} s (${Math.round(drainPerSecond)} a second), ` +
        `live delay median ${Math.round(liveDelayMs.median)} ms, most ${Math.round(liveDelayMs.most)} ms\n`,
    );
    expect(outboxBytes).toBeLessThanOrEqual(mostOutboxBytes);
    expect(liveDelayMs.most).toBeLessThan(mostDelayMs);
  });
});

test('outage: in the smallest groups the samples fit too', async () => {
  await prove('outage', {}, async ({ folder }) => {
    const { campus } = await makeProofCampus(folder, { metersAGateway: 39, sensorsAGateway: 0 });
    const size = { rounds: roundsInSmallGroups, points, periodMs, group: smallestGroup };
    await fillOutbox(folder, campus, gatewayIds[0], size, Date.now());
    const bytes = scaledBytes(join(folder, 'outbox'), size.rounds * points, all * points);
    process.stdout.write(
      `outage: in groups of ${smallestGroup} the outbox takes ${(bytes / 1e6).toFixed(1)} MB\n`,
    );
    expect(bytes).toBeLessThanOrEqual(mostOutboxBytes);
  });
});
