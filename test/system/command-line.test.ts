// The command line as a person meets it: help, exit codes, and one clear sentence for each trouble.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CampusPorts,
  CampusProcess,
  campusArguments,
  freePorts,
  productFolder,
  temporaryFolder,
} from '../harness/campus-run.ts';

const folder = temporaryFolder('command-line');
const demo = join(productFolder, 'simulators/demo-campus');
let ports: CampusPorts;

beforeAll(async () => {
  ports = await freePorts();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number | null; output: string; errors: string }> {
  const ended = new CampusProcess(args);
  const code = await ended.exited;
  return { code, output: ended.output, errors: ended.errors };
}

describe('help', () => {
  test.each([['up'], ['hub'], ['agent'], ['simulate'], ['scenario'], ['check'], ['backup'], ['restore']])(
    '%s --help exits with 0 and names its options',
    async (command) => {
      const { code, output } = await run(command, '--help');
      expect({ code, hasUsage: /Usage: campus \w+/.test(output) }).toEqual({ code: 0, hasUsage: true });
    },
  );

  test('up --help lists the ports', async () => {
    const { output } = await run('up', '--help');
    expect(output).toMatch(/panel 8080, MQTT 1883/);
  });

  test.each([[['nonsense']], [['up', '--nonsense']], [['up', '--panel-port', '70000']], [['agent']]])(
    '%j is a mistake of use: exit code 2 and no stack',
    async (args) => {
      const { code, errors } = await run(...args);
      expect(code).toBe(2);
      expect(errors).toMatch(/error: /);
      expect(errors).not.toMatch(/\n\s+at /);
    },
  );
});

describe('check', () => {
  test('the demo campus and its rules are fine', async () => {
    expect(await run('check', join(demo, 'campus.yaml'))).toMatchObject({ code: 0, errors: '' });
    expect(await run('check', join(demo, 'rules.yaml'))).toMatchObject({ code: 0, errors: '' });
  });

  test('a mistake is told with file, line, what was found and what was expected', async () => {
    const file = join(folder, 'campus.yaml');
    writeFileSync(file, 'version: 1\nsite:\n  id: School One\n  name: { zh: 一, en: One }\n');
    const { code, errors } = await run('check', file);
    expect(code).toBe(78);
    expect(errors).toMatch(/campus\.yaml:3:7: site\.id: found "School One"; expected: expected lower-case/);
  });
});

describe('troubles at the start are one sentence that says what to do', () => {
  const start = (data: string, ...more: string[]) => run('up', ...campusArguments(ports, data), ...more);

  function expectSentence(ended: { code: number | null; errors: string }, sentence: RegExp): void {
    expect(ended.errors).toMatch(sentence);
    expect(ended.errors).not.toMatch(/\n\s+at /);
    expect(ended.code).toBe(78);
  }

  test('a taken port', async () => {
    const server = createServer().listen(ports.panel, '127.0.0.1');
    const ended = await start(join(folder, 'port'));
    server.close();
    expectSentence(
      ended,
      /Port \d+ \(panel\) is taken by another program\. Close it, or choose another port with --panel-port/,
    );
  });

  test('a bad settings file', async () => {
    const file = join(folder, 'settings.yaml');
    writeFileSync(file, 'version: 1\npanel:\n  port: eighty\n');
    const ended = await start(join(folder, 'settings'), '--settings', file);
    expectSentence(ended, /settings\.yaml:3:9: panel\.port: found "eighty"; expected: .*number/);
  });

  test('a data folder in use by another run', async () => {
    const data = join(folder, 'used');
    const first = new CampusProcess(['hub', ...campusArguments(ports, data)]);
    await first.said(/"ready":"hub"/);
    const before = readdirSync(join(data, 'hub')).sort();
    const second = await run('hub', ...campusArguments(await freePorts(), data));
    expectSentence(
      second,
      /in use by another run\. End that run first, or choose another folder with --data/,
    );
    expect(readdirSync(join(data, 'hub')).sort()).toEqual(before);
    await first.end();
  });

  test.skipIf(process.getuid?.() !== 0)('a full disk (needs root to mount a small one)', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    const ended = await start(join(disk, 'data'));
    execFileSync('umount', [disk]);
    expectSentence(ended, /has 1 MB left; at least 100 MB are needed\. Make room/);
  });
});
