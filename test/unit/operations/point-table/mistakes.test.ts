// Every mistake of a table in one run: a sentence in both languages with sheet, cell and remedy, and nothing else.
import { describe, expect, test } from 'vitest';
import { school, TestTable } from './table-campus.ts';

const deviceRow = { space: 'a-104', 'name zh': '设备', 'name en': 'device', endpoint: 'a-bus-1' };
const roomRow = { building: 'a', floor: 'a-f1', 'name zh': '房间', 'name en': 'Room', template: 'office' };

/** Twenty mistakes, each of its own kind. */
async function planted(): Promise<{ table: TestTable; wanted: readonly RegExp[] }> {
  const table = await TestTable.of(school());
  const at = (sheet: string, id: string, heading: string): string => {
    const column = String.fromCharCode(65 + table.column(sheet, heading));
    return `${sheet}!${column}${table.row(sheet, id) + 1}`;
  };
  table
    .set('房间', 'a-101', 'template', 'clasroom')
    .set('房间', 'a-102', 'seats', 'forty')
    .set('房间', 'a-102', 'name zh', { date: 45_000 })
    .set('房间', 'a-103', 'meter', 300)
    .set('房间', 'a-103', 'seats', { error: '#REF!' })
    .set('房间', 'a-104', 'x m', 20)
    .set('房间', 'a-104', 'width m', -6)
    .set('房间', 'a-201', 'y m', '7,2')
    .add('房间', { ...roomRow, id: 'a-102' })
    .add('房间', { ...roomRow, id: 'A 301' })
    .add('房间', { ...roomRow, id: 'a-901', floor: 'a-f9' })
    .set('端点', 'a-bus-2', 'gateway', 'gw-x')
    .set('端点', 'b-bus-1', 'port', 70_000)
    .add('设备', { ...deviceRow, id: 'd-1', model: 'eastron-sdm630', unit: 11 })
    .add('设备', { ...deviceRow, id: 'd-2', model: 'eastron-sdm63', unit: 12 })
    .add('设备', { ...deviceRow, id: 'd-3', model: 'z2m-leak', topic: 'x/y' })
    .add('设备', { ...deviceRow, id: 'd-4', model: 'eastron-sdm630', unit: 14, 'name en': null });
  table.sheets.get('网关')!.merges.push('A2:B2');
  table.rows('楼栋')[0]![table.column('楼栋', 'outline')] = '轮阔 outlne';
  const level = table.column('楼层', 'level');
  for (const row of table.rows('楼层')) row.splice(level, 1);
  const wanted = [
    [at('房间', 'a-101', 'template'), 'unknown|"clasroom".*Did you mean "classroom"'],
    [at('房间', 'a-102', 'seats'), '"forty".*whole number'],
    [at('房间', 'a-102', 'name zh'), '"2023-03-15".*not a date'],
    [at('房间', 'a-103', 'template'), 'unit of the device "a-103-meter" is "300".*1 to 247'],
    [at('房间', 'a-103', 'seats'), '#REF!'],
    [at('房间', 'a-104', 'x m'), 'lies over the space "a-103"'],
    [at('房间', 'a-104', 'width m'), '"-6".*"6".*template'],
    [at('房间', 'a-201', 'y m'), '"7,2".*a number'],
    ['房间!C7', 'the id "a-102" stands in row 3 too'],
    ['房间!C8', '"A 301".*lower-case.*Did you mean "a-301"'],
    ['房间!B9', '"a-f9".*floor'],
    [at('端点', 'a-bus-2', 'gateway'), '"gw-x".*gateway'],
    [at('端点', 'b-bus-1', 'port'), '"70000".*1 to 65535'],
    [at('设备', 'd-1', 'unit'), '"d-1" and "a-102-air" have the same address'],
    [at('设备', 'd-2', 'model'), '"eastron-sdm63".*Did you mean "eastron-sdm630"'],
    [at('设备', 'd-3', 'endpoint'), 'speaks modbus.*mqtt'],
    [at('设备', 'd-4', 'name en'), 'the cell is empty'],
    ['网关!A2', 'merged cells A2:B2'],
    ['楼栋!D1', 'unknown heading "轮阔 outlne".*Did you mean "轮廓 outline"'],
    ['楼层!E1', 'a column is missing.*level'],
  ].map(([place, words]) => new RegExp(`^${place!.replace('!', '!')}: .*(${words})`));
  return { table, wanted };
}

test('twenty planted mistakes are twenty sentences with sheet, cell and remedy', async () => {
  const { table, wanted } = await planted();
  const reading = await table.read(school());
  expect(wanted).toHaveLength(20);
  const told = reading.mistakes.map(({ text }) => text.en);
  for (const sentence of wanted) expect(told.filter((line) => sentence.test(line))).toHaveLength(1);
  expect(told.filter((line) => !wanted.some((sentence) => sentence.test(line)))).toEqual([]);
  expect(told).toHaveLength(20);
  expect(reading).toMatchObject({ differences: [], description: null });
  for (const { text } of reading.mistakes) {
    expect(text.zh).toMatch(/^(房间|端点|设备|网关|楼栋|楼层)![A-Z]+\d+：.+；应为.+。.+。$/);
    expect(text.en).toMatch(/; expected .+\. .+\.$/);
  }
});

describe('further mistakes', () => {
  async function toldOf(change: (table: TestTable) => unknown): Promise<string[]> {
    const table = await TestTable.of(school());
    change(table);
    const { mistakes, description } = await table.read(school());
    expect(description).toBeNull();
    return mistakes.map(({ text }) => text.en);
  }

  test.each<[string, (table: TestTable) => unknown, RegExp]>([
    ['an empty sheet', (table) => table.rows('房间').splice(0), /^房间!A1: the sheet is empty/],
    ['headings alone', (table) => table.rows('房间').splice(1), /^房间!A2: headings and no rows/],
    [
      'a formula without a result',
      (table) => table.set('房间', 'a-101', 'name en', { formula: 'A1&B1' }),
      /^房间!\w+: found|formula without a result/,
    ],
    [
      'a truth value',
      (table) => table.set('房间', 'a-101', 'name en', { flag: true }),
      /found "true"; expected text/,
    ],
    ['a gateway that is gone', (table) => table.remove('网关', 'gw-b'), /^端点!B4: found "gw-b"/],
    [
      'an endpoint that templates need',
      (table) => table.remove('端点', 'a-bus-2'),
      /^房间!F6: the device "a-201-air" needs the endpoint "a-bus-2"/,
    ],
    [
      'a variable that a template needs',
      (table) => table.set('房间', 'a-103', 'meter', null),
      /^房间!K4: no value for the variable "meter"/,
    ],
    [
      'settings that the driver refuses',
      (table) => table.set('端点', 'a-bus-2', 'more settings', '{ timeoutMs: 1 }'),
      /^端点!F3: timeoutMs of "a-bus-2" is 1/,
    ],
    [
      'settings that are none',
      (table) => table.set('端点', 'a-bus-2', 'more settings', 'timeoutMs'),
      /^端点!F3: found "timeoutMs"; expected settings such as/,
    ],
    [
      'a point written over',
      (table) => table.rows('点')[1]!.splice(7, 1, 'm/s'),
      /^点!H2: found "m\/s"; expected "ppm"/,
    ],
    [
      'a point that is not there',
      (table) => table.add('点', { point: 'a-101-air/co22' }),
      /unknown point "a-101-air\/co22".*Did you mean "a-101-air\/co2"/,
    ],
    [
      'a sheet of another name',
      (table) => table.sheets.set('房见', { rows: [['x']], merges: [] }),
      /^房见: a sheet that is not known.*Did you mean "房间 Spaces"/,
    ],
    [
      'a building without a floor',
      (table) => table.add('楼栋', { id: 'c', 'name zh': '丙', 'name en': 'C', outline: '0,0 1,0 1,1' }),
      /^楼栋!A4: the building "c" has no floor/,
    ],
  ])('%s', async (_, change, sentence) => {
    const told = await toldOf(change);
    expect(told.filter((line) => sentence.test(line))).not.toEqual([]);
  });

  test('a heading may be written in one language, or with full-width signs', async () => {
    const table = await TestTable.of(school());
    const head = table.rows('房间')[0]!;
    head[0] = '楼栋';
    head[1] = 'FLOOR';
    head[2] = '编号　ｉｄ';
    const { mistakes, differences } = await table.read(school());
    expect({ mistakes, differences }).toEqual({ mistakes: [], differences: [] });
  });
});
