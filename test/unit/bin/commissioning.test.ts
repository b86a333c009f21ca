// init, points and the drafts of discover on real files: a new school passes its check, takes a table, and takes drafts.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deviceModels, draftTopics } from '@campus/device-drivers';
import { editYaml } from '@campus/operations';
import { readYamlFile } from '@campus/runtime';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadCampus, loadRules } from '../../../bin/campus-file.ts';
import { draftText, modelText } from '../../../bin/discover/draft-text.ts';
import { readDuration, readSpan, readTarget } from '../../../bin/discover/target.ts';
import { runInit } from '../../../bin/init.ts';
import { runPointsExport, runPointsImport } from '../../../bin/points.ts';
import { resolveSettings } from '../../../bin/settings.ts';
import { roomsTable } from '../../harness/two-hundred-rooms.ts';
import { xlsxOf } from '../../harness/xlsx.ts';

const base = mkdtempSync(join(tmpdir(), 'campus-commissioning-'));
afterAll(() => rmSync(base, { recursive: true }));

let said: string[] = [];
let folder = '';
let count = 0;

beforeEach(() => {
  said = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  folder = join(base, String(++count));
});

const settingsOf = () => resolveSettings({ settings: join(folder, 'settings.yaml') });

describe('init', () => {
  test('a new school passes its check and stands beside the demo', async () => {
    runInit(folder, { nameZh: '一中: "新"', nameEn: "O'Neill # 1" });
    const settings = settingsOf();
    const campus = await loadCampus(settings);
    expect(campus.site.name).toEqual({ zh: '一中: "新"', en: "O'Neill # 1" });
    expect(loadRules(settings.rules, campus).rules).toEqual([]);
    expect(settings).toMatchObject({
      dataFolder: join(folder, 'data'),
      panelPort: 8081,
      brokerPort: 1884,
      hasSimulators: false,
      history: { hasDemo: false },
    });
    expect(said.join('')).toMatch(/check .*campus\.yaml[\s\S]*points export[\s\S]*up --settings/);
  });

  test('a folder with anything in it is left alone', () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'x');
    expect(() => runInit(folder, {})).toThrow(/not empty/);
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });

  test.each([{ id: 'School One' }, { timeZone: 'Mars/Olympus' }])('%j is refused', (options) => {
    expect(() => runInit(folder, options)).toThrow(/expected/);
  });
});

describe('points', () => {
  const table = () => join(folder, 'points.xlsx');

  test('exported, imported: no difference; not written over', async () => {
    runInit(folder, {});
    await runPointsExport(table(), settingsOf());
    await runPointsImport(table(), settingsOf(), true);
    expect(said.at(-1)).toMatch(/no difference/);
    await expect(runPointsExport(table(), settingsOf())).rejects.toThrow(/there already/);
    expect(readdirSync(folder).sort()).toEqual(['campus.yaml', 'points.xlsx', 'rules.yaml', 'settings.yaml']);
  });

  const newRoom = xlsxOf([
    {
      name: '房间 Spaces',
      rows: [
        ['楼栋', '楼层', '编号', '中文名', '英文名', '模板'],
        ...['a-101', 'a-102', 'a-103', 'a-corridor-1'].map((id) => ['a', 'a-f1', id, null, null, null]),
        ['a', 'a-f1', 'a-109', '109 教室', 'Classroom 109', 'classroom'],
      ],
    },
  ]);

  test('without --apply nothing changes; with it the file does, its comments stay, the former one is kept', async () => {
    runInit(folder, {});
    const settings = settingsOf();
    const before = readFileSync(settings.campus, 'utf8');
    await runPointsExport(table(), settings);
    const rows = roomsOf(before);
    writeFileSync(table(), rows);
    await runPointsImport(table(), settings, false);
    expect(said.join('')).toMatch(/Spaces a-109: added[\s\S]*1 added, 0 changed, 0 removed[\s\S]*--apply/);
    expect(readFileSync(settings.campus, 'utf8')).toBe(before);
    await runPointsImport(table(), settings, true);
    const after = readFileSync(settings.campus, 'utf8');
    const fresh = after.split('\n').filter((line) => !before.split('\n').includes(line));
    expect(fresh).toEqual([
      '          - { id: a-109, template: classroom, name: { zh: 109 教室, en: Classroom 109 } }',
    ]);
    const kept = readdirSync(folder).find((name) => name.startsWith('campus.yaml.bak-'))!;
    expect(readFileSync(join(folder, kept), 'utf8')).toBe(before);
  });

  /** The rooms of a new school and one more. */
  function roomsOf(text: string): Buffer {
    writeFileSync(join(folder, 'copy.yaml'), text);
    type Room = { id: string; template: string; name: { zh: string; en: string }; at: [number, number] };
    const value = readYamlFile(join(folder, 'copy.yaml')).value as {
      buildings: { floors: { spaces: Room[] }[] }[];
    };
    rmSync(join(folder, 'copy.yaml'));
    const rooms = value.buildings[0]!.floors[0]!.spaces.map(({ id, template, name, at }) => [
      'a',
      'a-f1',
      id,
      name.zh,
      name.en,
      template,
      ...at,
    ]);
    const head = ['楼栋', '楼层', '编号', '中文名', '英文名', '模板', '东向 m', '北向 m'];
    const more = ['a', 'a-f1', 'a-109', '109 教室', 'Classroom 109', 'classroom'];
    return xlsxOf([{ name: '房间', rows: [head, ...rooms, more] }]);
  }

  test('a table with mistakes changes not a byte', async () => {
    runInit(folder, {});
    const settings = settingsOf();
    const before = readFileSync(settings.campus);
    writeFileSync(table(), newRoom);
    await expect(runPointsImport(table(), settings, true)).rejects.toThrow(
      /12 mistakes; nothing was changed/,
    );
    writeFileSync(table(), roomsTable(15_020));
    await expect(runPointsImport(table(), settings, true)).rejects.toThrow(/nothing was changed/);
    expect(readFileSync(settings.campus).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['campus.yaml', 'points.xlsx', 'rules.yaml', 'settings.yaml']);
  });

  test('a file that is not there, or too large, is one sentence', async () => {
    runInit(folder, {});
    await expect(runPointsImport(table(), settingsOf(), true)).rejects.toThrow(/cannot be read \(ENOENT\)/);
    writeFileSync(table(), Buffer.alloc(21_000_000));
    await expect(runPointsImport(table(), settingsOf(), true)).rejects.toThrow(/larger than 20 MB/);
  });
});

describe('drafts of discover', () => {
  const drafts = draftTopics(
    [
      {
        topic: 'zigbee2mqtt/a',
        payload: Buffer.from('{"temperature":20,"humidity":40,"battery":3,"linkquality":9}'),
      },
      { topic: 'line\n#1', payload: Buffer.from('{"x: {y}":1.5}') },
    ].map(({ topic, payload }) => ({
      topic,
      payload,
      count: 1,
      isJson: true,
      members: [{ path: '["x: {y}"]', kinds: ['number'], min: 1.5, max: 1.5, words: [] }],
    })),
    deviceModels,
  ).drafts;
  const file = {
    endpoints: [{ id: 'mqtt-1', protocol: 'mqtt' as const, settings: { host: '::1', port: 1883 } }],
    devices: drafts.map((draft) => ({ ...draft, endpointId: 'mqtt-1' })),
    remarks: [],
  };

  test('pass the check when pasted', async () => {
    runInit(folder, {});
    const settings = settingsOf();
    const path = join(folder, 'draft.yaml');
    writeFileSync(path, draftText({ ...file, devices: file.devices.filter(({ model }) => !model) }, 'gw-a'));
    const draft = readYamlFile(path).value as { endpoints: unknown[]; devices: unknown[] };
    const campus = structuredClone(readYamlFile(settings.campus).value) as {
      endpoints: unknown[];
      buildings: { floors: { spaces: { devices?: unknown[] }[] }[] }[];
    };
    campus.endpoints.push(...draft.endpoints);
    campus.buildings[0]!.floors[0]!.spaces[0]!.devices = draft.devices;
    writeFileSync(settings.campus, editYaml(readFileSync(settings.campus, 'utf8'), campus)!);
    expect([...(await loadCampus(settings)).devices.keys()]).toEqual(['zigbee2mqtt-a']);
  });

  test('are YAML and TypeScript whatever devices say', () => {
    const path = join(base, 'odd.yaml');
    writeFileSync(path, draftText(file, 'gw-a'));
    const { devices } = readYamlFile(path).value as { devices: { address: { topic: string } }[] };
    expect(devices.map(({ address }) => address.topic)).toEqual(['zigbee2mqtt/a', 'line\n#1']);
    expect(modelText(drafts[1]!.model!)).toMatch(/^export const mqttLine1 = deviceModel\(\{/m);
  });
});

describe('what a search is pointed at', () => {
  test('hosts, ports and URLs', () => {
    expect(readTarget('10.0.0.1', 'tcp', 502)).toEqual({ host: '10.0.0.1', port: 502, path: '' });
    expect(readTarget('[fe80::1]:15020', 'tcp', 502)).toEqual({ host: 'fe80::1', port: 15_020, path: '' });
    expect(readTarget('mqtt://u:p%40@b:2883', 'mqtt', 1883)).toMatchObject({
      host: 'b',
      port: 2883,
      username: 'u',
      password: 'p@',
    });
    expect(readTarget('opc.tcp://plc:4840/UA/Server', 'opc.tcp', 4840)).toMatchObject({
      host: 'plc',
      path: '/UA/Server',
    });
    expect(() => readTarget('http://x', 'mqtt', 1883)).toThrow(/expected HOST/);
  });

  test('spans and times', () => {
    expect(readSpan('1-20', 1, 247, 247)).toEqual({ first: 1, last: 20 });
    expect(readSpan('7', 1, 247, 247)).toEqual({ first: 7, last: 7 });
    for (const wrong of ['0-5', '5-1', '1-300', 'x'])
      expect(() => readSpan(wrong, 1, 247, 247)).toThrow(/expected/);
    expect([readDuration('60s'), readDuration('5m'), readDuration('90')]).toEqual([60_000, 300_000, 90_000]);
    expect(() => readDuration('2h')).toThrow(/expected/);
  });
});
