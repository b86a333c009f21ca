// Settings: what is left out, what a file says, what the command line says over it, and what a child is given.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveSettings, settingsArguments } from '../../../bin/settings.ts';

describe('settings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'campus-settings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (text: string): string => {
    const path = join(folder, 'settings.yaml');
    writeFileSync(path, `version: 1\n${text}`);
    return path;
  };

  test('history is embedded, kept for its defaults, and begins with the demo', () => {
    expect(resolveSettings({}).history).toEqual({ influxdb: null, retentionDays: {}, hasDemo: true });
    expect(resolveSettings({ history: false }).history.hasDemo).toBe(false);
  });

  test('an InfluxDB server is read with its secrets as files beside the settings', () => {
    const settings = fileOf(
      `history:
  store: influxdb
  influxdb: { url: 'http://10.0.0.3:8086', database: campus, username: hub, passwordFile: influx.secret, mostSpoolMb: 64 }
  retentionDays: { samples: 30 }`,
    );
    expect(resolveSettings({ settings }).history).toEqual({
      influxdb: {
        url: 'http://10.0.0.3:8086',
        database: 'campus',
        username: 'hub',
        passwordFile: join(folder, 'influx.secret'),
        mostSpoolBytes: 64 * 1_048_576,
      },
      retentionDays: { samples: 30 },
      hasDemo: true,
    });
  });

  test.each([
    ['history: { store: influxdb }', 'history.influxdb: found nothing'],
    ['history: { store: influxdb, influxdb: { url: "ftp://x", database: a } }', 'http://'],
    ['history: { influxdb: { url: "http://x" } }', 'database (1.x) or bucket'],
    ['history: { retentionDays: { samples: 0 } }', 'retentionDays.samples'],
    ['history: { retentionDays: { weekly: 7 } }', 'weekly'],
  ])('%s is refused with its place', (text, said) => {
    expect(() => resolveSettings({ settings: fileOf(text) })).toThrow(said);
  });

  test('a child process resolves the same settings', () => {
    const settings = fileOf('history: { demo: false, retentionDays: { 1min: 90 } }');
    const resolved = resolveSettings({ settings, panelPort: 0, set: { scale: 2 } });
    const args = settingsArguments(resolved);
    expect(args.slice(args.indexOf('--settings'), args.indexOf('--settings') + 2)).toEqual([
      '--settings',
      settings,
    ]);
    expect(args).toContain('--no-history');
    expect(args).toContain('scale=2');
  });
});
