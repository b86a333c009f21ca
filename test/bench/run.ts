// `npm run bench`: measures what is promised and prints a table; with --json one line a figure;
// with names, those benches alone. A figure is read, not asserted: the tests assert outcomes.
import { asJson, asRow, type Bench } from './figure.ts';
import { mainJob } from './main-job.bench.ts';
import { recovery } from './recovery.bench.ts';
import { warmStart } from './warm-start.bench.ts';

const benches: readonly Bench[] = [warmStart, mainJob, recovery];
const args = process.argv.slice(2);
const isJson = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));

if (unknown.length > 0) {
  const known = benches.map(({ name }) => name).join(', ');
  process.stderr.write(`no bench ${unknown.join(', ')}; there are ${known}\n`);
  process.exit(2);
}
for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
  if (!isJson) process.stdout.write(`\n${bench.name}: ${bench.method}\n`);
  for (const figure of await bench.run()) {
    process.stdout.write(`${isJson ? asJson(figure) : asRow(figure)}\n`);
  }
}
process.exit(0);
