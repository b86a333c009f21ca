// `npm run bench`: measures what is promised and prints a table; with --json one line a figure; with --quick fewer runs of
// less data; with names, those benches alone. A figure is read, not asserted: the tests assert outcomes.
import { availableParallelism, cpus } from 'node:os';
import { endToEnd } from './end-to-end.bench.ts';
import { asJson, asRow, type Bench } from './figure.ts';
import { ingest } from './ingest.bench.ts';
import { mainJob } from './main-job.bench.ts';
import { memory } from './memory.bench.ts';
import { modbus } from './modbus.bench.ts';
import { panel } from './panel.bench.ts';
import { panelTrend } from './panel-trend.bench.ts';
import { query } from './query.bench.ts';
import { recovery } from './recovery.bench.ts';
import { size } from './size.bench.ts';
import { warmStart } from './warm-start.bench.ts';

const benches: readonly Bench[] = [
  ingest,
  size,
  query,
  endToEnd,
  memory,
  panel,
  warmStart,
  mainJob,
  recovery,
  panelTrend,
  modbus,
];
const args = process.argv.slice(2);
const isJson = args.includes('--json');
const isQuick = args.includes('--quick');
const options = { isQuick, runs: isQuick ? 1 : 5 };
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));

if (unknown.length > 0) {
  const known = benches.map(({ name }) => name).join(', ');
  process.stderr.write(`no bench ${unknown.join(', ')}; there are ${known}\n`);
  process.exit(2);
}
if (!isJson)
  process.stdout.write(`${availableParallelism()} cores, ${cpus()[0]?.model}, node ${process.version}\n`);
for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
  if (!isJson) process.stdout.write(`\n${bench.name}: ${bench.method}\n`);
  for (const figure of await bench.run(options)) {
    process.stdout.write(`${isJson ? asJson(figure) : asRow(figure)}\n`);
  }
}
process.exit(0);
