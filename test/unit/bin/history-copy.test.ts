// `campus history copy`: what its places may look like, and a copy from one server to another through the command's function.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { placeOf, runHistoryCopy } from '../../../bin/history-copy.ts';
import { resolveSettings } from '../../../bin/settings.ts';
import { SampleColumns } from '../../../campus-model/index.ts';
import { silentLog } from '../../../runtime/index.ts';
import { openInfluxDbStore } from '../../../telemetry-store/index.ts';
import { Influxd, influxdMissing } from '../../harness/influxd.ts';

describe('places', () => {
  test.each([
    ['duckdb:/srv/history', { kind: 'duckdb', folder: '/srv/history' }],
    [
      'influxdb:http://10.0.0.3:8086?db=campus',
      { kind: 'influxdb', server: { url: 'http://10.0.0.3:8086', database: 'campus' } },
    ],
    [
      'influxdb:https://history.school/influx?bucket=campus&org=school&username=hub',
      {
        kind: 'influxdb',
        server: { url: 'https://history.school/influx', bucket: 'campus', org: 'school', username: 'hub' },
      },
    ],
  ])('%s', (text, place) => {
    expect(placeOf(text, '--to')).toMatchObject(place);
  });

  test.each([
    ['history'],
    ['duckdb:'],
    ['influxdb:'],
    ['influxdb:10.0.0.3:8086?db=x'],
    ['influxdb:http://10.0.0.3:8086'],
    ['influxdb:ftp://10.0.0.3?db=x'],
    ['influxdb:http://10.0.0.3:8086?db=x&token=secret'],
  ])('%s is told with what was expected', (text) => {
    expect(() => placeOf(text, '--to')).toThrow(
      expect.objectContaining({ name: 'CommandFailure', exitCode: 2 }),
    );
  });

  test('a secret is read from its file, which has to be there', () => {
    const missing = '/nowhere/password';
    expect(() => placeOf(`influxdb:http://h:1?db=x&password-file=${missing}`, '--to')).toThrow(missing);
  });
});

describe.skipIf(influxdMissing !== null)(`the command${influxdMissing ? `: ${influxdMissing}` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'campus-history-copy-'));
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await Influxd.start();
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    await influxd.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('copies, verifies and says so; a second time there is nothing to do', async () => {
    const point = { id: 'gone-1/power', holdMs: 1_000, isCounter: false, wrapsAt: null };
    const server = { url: influxd.url, database: 'one' };
    const source = await openInfluxDbStore({
      folder: join(folder, 'source'),
      points: [point],
      log: silentLog,
      server,
    });
    const columns = new SampleColumns();
    for (let i = 0; i < 1_000; i++) columns.push(0, Date.UTC(2026, 8, 1) + i * 1_000, i, 0);
    await source.commit({ batches: [columns.take()], ranges: [] });
    await source.settle();
    await source.close();

    const told: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0);
    const settings = resolveSettings({ data: join(folder, 'data') });
    const place = (name: string) => `influxdb:${influxd.url}?db=${name}`;
    const copied = ['1000', '0'];
    for (const count of copied) {
      await runHistoryCopy({ from: place('one'), to: place('two') }, settings);
      expect(told.at(-1)).toMatch(new RegExp(`${count}(?: copied now| 个，).*1000 .*1000.*1000`));
    }
    const [series] = await influxd.query('two', 'SELECT count("value") FROM "samples"');
    expect(series!.values[0]![1]).toBe(1_000);
    await expect(runHistoryCopy({ from: place('one'), to: place('one') }, settings)).rejects.toMatchObject({
      exitCode: 2,
    });
  }, 60_000);
});
