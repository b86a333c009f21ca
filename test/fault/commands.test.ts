// Commands by the thousand with faults: what is called confirmed is true, no order goes out twice or too late.
import { expect, test } from 'vitest';
import { runCommandCampaign } from './command-campaign.ts';
import { isLongForm, numberFrom, prove } from './seed.ts';

const longSize = { commands: 100_000, linesAGateway: 50, unitsALine: 2, killEveryMs: 15_000 };
const shortSize = { commands: 1_000, linesAGateway: 50, unitsALine: 2, killEveryMs: 7_000 };
const deadlineMs = 3_600_000;
/** Most orders meet no fault. */
const leastConfirmedShare = 0.6;

test('commands: with faults on every fifth order and kills of the agents', {
  timeout: deadlineMs,
}, async () => {
  const size = isLongForm() ? longSize : shortSize;
  const commands = numberFrom('CAMPUS_COMMANDS', size.commands);
  await prove('commands', { CAMPUS_COMMANDS: commands }, async (proof) => {
    const startedAt = performance.now();
    const { states, faults, kills, findings } = await runCommandCampaign(proof, { ...size, commands });
    const told = (counts: ReadonlyMap<string, number>): string =>
      [...counts].map(([what, times]) => `${times} ${what}`).join(', ');
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    process.stdout.write(
      `commands: ${commands} in ${seconds} s, ${kills} kills: ${told(states)}; faults: ${told(faults)}\n`,
    );
    expect(findings).toEqual([]);
    expect(states.get('confirmed')).toBeGreaterThan(commands * leastConfirmedShare);
  });
});
