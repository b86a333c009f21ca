// Nothing acknowledged is lost and nothing doubled, whoever is killed at whatever moment.
import { expect, test } from 'vitest';
import { runKillCampaign } from './kill-campaign.ts';
import { isLongForm, numberFrom, prove } from './seed.ts';

const longKills = 200;
const shortKills = 8;
const deadlineMs = 3_600_000;

test('kill: agents, hub and simulators at any moment', { timeout: deadlineMs }, async () => {
  const kills = numberFrom('CAMPUS_FAULT_KILLS', isLongForm() ? longKills : shortKills);
  await prove('kill', { CAMPUS_FAULT_KILLS: kills }, async (proof) => {
    const { told, stored, longestTailMs } = await runKillCampaign(proof, kills);
    process.stdout.write(
      `kill: ${kills} kills, ${told} values told, ${stored} stored, 0 lost, 0 doubled, longest tail ${longestTailMs} ms\n`,
    );
    expect(stored).toBeGreaterThan(0);
  });
});
