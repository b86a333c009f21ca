// The driver against an agent that others wrote: Net-SNMP's snmpd of Debian, with version 2c and with version 3 signed
// and encrypted.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deviceModel, pair, point, text } from '../../../../device-drivers/device-models/point-builder.ts';
import { snmpDriver } from '../../../../device-drivers/snmp/driver.ts';
import { freePort, planOf, pointOf, SeenSink, until } from '../support.ts';

const program = '/usr/sbin/snmpd';
const isMissing = spawnSync(program, ['--version']).status !== 0;
const isSkipped = isMissing && process.env.CAMPUS_NOTHING_SKIPPED !== '1';
const credentials = {
  user: 'campus',
  authProtocol: 'sha256',
  authPassword: 'read-the-batteries',
  privPassword: 'and-tell-nobody',
};

/** What every agent of SNMPv2-MIB has: names, up time, and a switch that may be set. */
const hostModel = deviceModel({
  id: 'host',
  name: text('主机', 'host'),
  maker: 'generic',
  kind: 'gateway',
  system: 'network',
  protocol: 'snmp',
  source: 'RFC 3418 SNMPv2-MIB, RFC 2863 IF-MIB',
  points: [
    point({ id: 'name', name: text('名称', 'name'), quantity: 'text' }, { oid: '1.3.6.1.2.1.1.5.0' }),
    point(
      { id: 'up', name: text('运行', 'up'), quantity: 'duration', range: { min: 0, max: 1e9 } },
      { oid: '1.3.6.1.2.1.1.3.0', scale: 0.01 },
    ),
    point(
      { id: 'loopback', name: text('回环', 'loopback'), quantity: 'count', range: { min: 0, max: 2e19 } },
      { oid: '1.3.6.1.2.1.31.1.1.1.6', row: 1 },
    ),
    point(
      { id: 'rate', name: text('速率', 'rate'), quantity: 'data-rate', range: { min: 0, max: 1e6 } },
      { oid: '1.3.6.1.2.1.31.1.1.1.6', row: 1, isRate: true, scale: 8e-6 },
    ),
    point(
      { id: 'nothing', name: text('无', 'nothing'), quantity: 'count', range: { min: 0, max: 9 } },
      { oid: '1.3.6.1.4.1.99999.1.0' },
    ),
    pair(
      point(
        {
          id: 'traps',
          name: text('告警', 'traps'),
          quantity: 'switch',
          states: { 0: text('关', 'off'), 1: text('开', 'on') },
        },
        { oid: '1.3.6.1.2.1.11.30.0', codes: { 1: 1, 0: 2 } },
      ),
      { kind: 'output', min: 0, max: 1, step: 1 },
    ),
  ],
});

let folder: string;
let port: number;
let agent: ChildProcess;

function startAgent(): ChildProcess {
  return spawn(program, ['-f', '-Lo', '-C', '-c', join(folder, 'snmpd.conf'), '-p', join(folder, 'pid')], {
    stdio: 'ignore',
    env: { ...process.env, SNMP_PERSISTENT_DIR: join(folder, 'state'), SNMPCONFPATH: folder },
  });
}

beforeAll(async () => {
  if (isSkipped) return;
  folder = mkdtempSync(join(tmpdir(), 'campus-snmpd-'));
  port = await freePort();
  const lines = [
    `agentaddress udp:127.0.0.1:${port}`,
    'rwcommunity campus 127.0.0.1',
    `createUser ${credentials.user} SHA-256 "${credentials.authPassword}" AES "${credentials.privPassword}"`,
    `rwuser ${credentials.user} priv`,
    'sysName the-host',
  ];
  writeFileSync(join(folder, 'snmpd.conf'), `${lines.join('\n')}\n`);
  agent = startAgent();
}, 20_000);

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

afterAll(async () => {
  if (isSkipped) return;
  await stop(agent);
  rmSync(folder, { recursive: true, force: true });
});

function open(settings: Record<string, unknown>) {
  const plan = planOf('snmp', { host: '127.0.0.1', port, ...settings }, [
    { id: 'h', model: hostModel, address: {} },
  ]);
  const sink = new SeenSink(plan);
  const session = snmpDriver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  session.start();
  return { plan, sink, session };
}

describe.skipIf(isSkipped)(isMissing ? 'snmpd (Debian: apt-get install snmpd) is not here' : 'snmpd', () => {
  test.each([
    ['2c', { community: 'campus' }],
    ['3, signed and encrypted', { version: '3', ...credentials }],
  ])(
    'version %s: values, a command, the agent killed and back',
    async (_name, settings) => {
      const { plan, sink, session } = open({ timeoutMs: 500, ...settings });
      try {
        await until(() => sink.last('h/rate')?.status === status.good, 'a rate', 20_000);
        expect(sink.last('h/name')).toMatchObject({ text: 'the-host', status: status.good });
        expect(sink.last('h/up')).toMatchObject({ status: status.good });
        expect(sink.last('h/loopback')!.value).toBeGreaterThan(0);
        expect(sink.last('h/nothing')).toMatchObject({ status: status.configurationError });
        const traps = pointOf(plan, 'h/traps-set');
        for (const wanted of [1, 0]) {
          expect(await session.write(traps, wanted)).toEqual({ ok: true });
          expect(await session.read(pointOf(plan, 'h/traps'))).toEqual({
            value: wanted,
            status: status.good,
          });
        }
        await stop(agent);
        await until(() => sink.isOnline('h') === false, 'offline', 20_000);
        agent = startAgent();
        await until(
          () => sink.isOnline('h') === true && sink.last('h/name')?.text === 'the-host',
          'back',
          30_000,
        );
      } finally {
        await session.close();
      }
    },
    90_000,
  );

  test('version 3 with a wrong password is told as a mistake of the settings', async () => {
    const { plan, sink, session } = open({ version: '3', ...credentials, authPassword: 'not-the-password' });
    await until(() => sink.last('h/name'), 'a reason', 20_000);
    expect(sink.last('h/name')).toMatchObject({ status: status.configurationError });
    const written = await session.write(pointOf(plan, 'h/traps-set'), 1);
    expect(written).toMatchObject({ ok: false, reason: 'command-refused-by-device' });
    await session.close();
  }, 30_000);
});
