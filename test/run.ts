// `npm test`: types, lint and format, then every test; one closing line counts them all.
// `--only types,lint,quick,system,fault` runs a part; anything after `--` goes to vitest.
// `--fault [NAME …]` (npm run test:fault) runs the proofs in their long form, all or those named.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const output = join(root, 'test/output');

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  readonly name: string;
  run(totals: Totals): boolean;
}

function node(script: string, args: readonly string[]): boolean {
  const done = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  return done.status === 0;
}

/** A tool that judges the whole tree counts as one test. */
function tool(name: string, script: string, args: readonly string[]): Step {
  return {
    name,
    run(totals) {
      const isFine = node(script, args);
      totals[isFine ? 'passed' : 'failed'] += 1;
      return isFine;
    },
  };
}

function vitest(project: string, extra: readonly string[]): Step {
  return {
    name: project,
    run(totals) {
      const report = join(output, `${project}.json`);
      rmSync(report, { force: true });
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const isFine = node('node_modules/vitest/vitest.mjs', [
        'run',
        '--project',
        project,
        ...reporters,
        ...extra,
      ]);
      countReport(report, totals);
      return isFine;
    },
  };
}

function countReport(path: string, totals: Totals): void {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests;
    totals.skipped += report.numPendingTests + report.numTodoTests;
  } catch {
    totals.failed += 1;
  }
}

/** The proofs in their long form; names choose among them. */
function chooseProofs(names: readonly string[]): { only: readonly string[]; extra: readonly string[] } {
  process.env.CAMPUS_FAULT_FORM ??= 'long';
  return {
    only: ['fault'],
    extra: names.length > 0 ? ['-t', names.map((name) => `^${name}:`).join('|')] : [],
  };
}

function chooseSteps(args: readonly string[]): { only: readonly string[] | null; extra: readonly string[] } {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1]!.split(',') : null;
  return { only, extra: args.includes('--') ? args.slice(args.indexOf('--') + 1) : [] };
}

const args = process.argv.slice(2);
const { only, extra } = args[0] === '--fault' ? chooseProofs(args.slice(1)) : chooseSteps(args);
const steps: Step[] = [
  tool('types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']),
  tool('lint', 'node_modules/@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']),
  vitest('quick', extra),
  vitest('system', extra),
  vitest('fault', extra),
];

mkdirSync(output, { recursive: true });
process.stdout.write(`node ${process.version}\n`);
const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
let isFine = true;
for (const step of steps.filter(({ name }) => !only || only.includes(name))) {
  process.stdout.write(`\n── ${step.name}\n`);
  const startedAt = performance.now();
  isFine = step.run(totals) && isFine;
  process.stdout.write(`── ${step.name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}
if (process.env.CAMPUS_NOTHING_SKIPPED === '1' && totals.skipped > 0) {
  process.stdout.write(`${totals.skipped} tests were skipped where none may be\n`);
  isFine = false;
  totals.failed += 1;
}
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(isFine && totals.failed === 0 ? 0 : 1);
