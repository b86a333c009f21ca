// A process that makes checkpoints until it is killed, and prints the number of each that is on disk.
import type { AlarmTransition } from '@campus/campus-model';
import { Operations } from '@campus/operations';
import { silentLog, systemClock } from '@campus/runtime';
import { tinyCampus } from '../rules-engine/tiny-campus.ts';

const [file, given] = process.argv.slice(2);
const transition: AlarmTransition = JSON.parse(given!);
const operations = await Operations.open({
  file: file!,
  campus: tinyCampus([]),
  rules: new Map(),
  clock: systemClock,
  log: silentLog,
  sendCommand: async () => false,
});
for (let occurrence = 1; ; occurrence++) {
  await operations.checkpoint(`${occurrence}`, [{ ...transition, occurrence }]);
  process.stdout.write(`${occurrence}\n`);
}
