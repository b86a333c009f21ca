// Commands by the thousand with faults: what is called confirmed is true, no order goes out twice or too late.
import { expect, test } from 'vitest';
import { runCommandCampaign } from './command-campaign.ts';
import { isLongForm, numberFrom, prove } from './seed.ts';

const longCommands = 100_000;
const shortCommands = 2_000;
const deadlineMs = 3_600_000;

test('commands: with faults, kills of the agent and a slow disk', { timeout: deadlineMs }, async () => {
  const commands = numberFrom('CAMPUS_COMMANDS', isLongForm() ? longCommands : shortCommands);
  await prove('commands', { CAMPUS_COMMANDS: commands }, async ({ random }) => {
    const { faults, states } = await runCommandCampaign(random, commands);
    const counts = [...states].map(([state, count]) => `${count} ${state}`).join(', ');
    process.stdout.write(`commands: ${commands}: ${counts}\n`);
    expect(faults).toEqual({
      falselyConfirmed: [],
      orderedTwice: [],
      orderedLate: [],
      claimedOfTheDark: [],
      failedThoughSound: [],
    });
  });
});
