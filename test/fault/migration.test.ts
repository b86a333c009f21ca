// An older hub's data becomes the present form whenever its power is cut meanwhile: all of it is there, once.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFound, pause } from './comparison.ts';
import { hasFirstAccount, makeFirstForm } from './first-form.ts';
import { readHistory } from './history-reading.ts';
import { describeFindings, judgePositions } from './judge.ts';
import { drawLuck } from './power-cut/disk-image.ts';
import { buildJournal, Machine, whyNoPowerCuts } from './power-cut/machine.ts';
import { makeProofCampus } from './proof-campus.ts';
import { ProofProcesses } from './proof-processes.ts';
import type { SampleRow } from './sample-row.ts';
import { sampleKey } from './sample-row.ts';
import { isLongForm, numberFrom, type Proof, prove } from './seed.ts';

const longRounds = 20;
const shortRounds = 1;
const cutsARound = 4;
const samplesAPoint = 3_000;
const dayMs = 86_400_000;
/** From its first breath to some time after it is ready. */
const longestLifeMs = 4_000;
const deadlineMs = 3_600_000;
const isSkipped = whyNoPowerCuts() !== null && process.env.CAMPUS_NOTHING_SKIPPED !== '1';

test.skipIf(isSkipped)(
  'migration: of the first release, power cut meanwhile',
  { timeout: deadlineMs },
  async () => {
    const rounds = numberFrom('CAMPUS_FAULT_MIGRATIONS', isLongForm() ? longRounds : shortRounds);
    await prove('migration', { CAMPUS_FAULT_MIGRATIONS: rounds }, async (proof) => {
      for (let round = 1; round <= rounds; round++) await migrateOnce(proof, round);
      process.stdout.write(`migration: ${rounds} folders, ${cutsARound} cuts each, 0 lost, 0 doubled\n`);
      expect(rounds).toBeGreaterThan(0);
    });
  },
);

async function migrateOnce({ folder, random, note }: Proof, round: number): Promise<void> {
  const place = join(folder, `round-${round}`);
  mkdirSync(place);
  const campus = await makeProofCampus(place, { metersAGateway: 1, sensorsAGateway: 1 });
  const rows = await makeFirstForm(
    join(place, 'machines/hub/hub'),
    campus.campus,
    samplesAPoint,
    Date.now() - 2 * dayMs,
  );
  const machine = new Machine('hub', join(place, 'machines'), buildJournal(place));
  const environment = (name: string) => (name === 'hub' ? machine.environment : {});
  const processes = await ProofProcesses.make(place, campus, { environment });
  try {
    for (let cut = 1; cut <= cutsARound; cut++) {
      machine.begin();
      processes.hub.start();
      await pause(random() * longestLifeMs);
      const luck = drawLuck(random);
      note(`round ${round}, cut ${cut}, luck ${luck.toFixed(2)}`);
      await processes.hub.kill();
      machine.cut(luck, random);
      await compare(machine.folder, `round ${round}, cut ${cut}`);
    }
    machine.begin();
    await processes.startHub();
    await processes.hub.end();
    await compare(machine.folder, `round ${round}, at the end`);
    isFound('the hub', processes.faults);
  } finally {
    await processes.close();
  }
  rmSync(place, { recursive: true });

  /** Opens a copy: the opening itself goes on with the migration. */
  async function compare(machineFolder: string, when: string): Promise<void> {
    const copy = `${machineFolder}.copy`;
    cpSync(machineFolder, copy, { recursive: true });
    const history = await readHistory(join(copy, 'hub'), campus.campus);
    const findings = judgePositions(numbered(rows), history.rows, () => true);
    const wrong = describeFindings(when, findings);
    isFound(when, wrong ? [wrong] : []);
    if (!hasFirstAccount(join(copy, 'hub'))) throw new Error(`${when}: the first account is lost`);
    rmSync(copy, { recursive: true });
  }
}

function numbered(rows: readonly SampleRow[]): Map<string, Map<number, string>> {
  return new Map([['first', new Map(rows.map((row, i) => [i + 1, sampleKey(row)]))]]);
}
