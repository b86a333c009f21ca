// What was promised survives a power cut, not only a kill: every write that was not synced may be gone or torn.
import { expect, test } from 'vitest';
import { runCutCampaign } from './cut-campaign.ts';
import { whyNoPowerCuts } from './power-cut/machine.ts';
import { isLongForm, numberFrom, prove } from './seed.ts';

const longCuts = 50;
const shortCuts = 3;
const deadlineMs = 3_600_000;
const isSkipped = whyNoPowerCuts() !== null && process.env.CAMPUS_NOTHING_SKIPPED !== '1';

test.skipIf(isSkipped)(
  'power-cut: of the hub, a gateway or all at once',
  { timeout: deadlineMs },
  async () => {
    const cuts = numberFrom('CAMPUS_FAULT_CUTS', isLongForm() ? longCuts : shortCuts);
    await prove('power-cut', { CAMPUS_FAULT_CUTS: cuts }, async (proof) => {
      const { told, stored, longestTailMs } = await runCutCampaign(proof, cuts);
      process.stdout.write(
        `power-cut: ${cuts} cuts, ${told} values told, ${stored} stored, 0 promised lost, 0 doubled, longest tail ${longestTailMs} ms\n`,
      );
      expect(stored).toBeGreaterThan(0);
    });
  },
);
