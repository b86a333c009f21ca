// A small school for the tests of the point table, and its table as rows that a test can write into.
import { checkDevices, deviceModels } from '@campus/device-drivers';
import { readPointTable, writePointTable } from '@campus/operations';
import { readWorkbook } from '../../../../operations/commissioning/point-table/workbook.ts';
import { type SheetCell, type TestSheet, xlsxOf } from '../../../harness/xlsx.ts';

export const context = { models: deviceModels, judge: checkDevices };

const named = (zh: string, en: string) => ({ zh, en });

export interface TestRoom {
  id: string;
  template: string;
  name: { zh: string; en: string };
  at?: number[];
  seats?: number;
  with?: Record<string, unknown>;
  responsible?: string;
  devices?: unknown[];
}

const rooms = (list: TestRoom[]): TestRoom[] => list;

/** Two buildings, three buses, a broker, rooms of three templates, one device beside its template. */
export function school() {
  return {
    version: 1,
    site: { id: 'school', name: named('学校', 'School'), timeZone: 'Asia/Shanghai' },
    variables: { port: 15_020 },
    people: [{ id: 'li', name: named('李', 'Li') }],
    gateways: [
      { id: 'gw-a', name: named('甲楼网关', 'Gateway A'), building: 'a' },
      { id: 'gw-b', name: named('乙楼网关', 'Gateway B'), building: 'b' },
    ],
    endpoints: [
      { id: 'a-bus-1', gateway: 'gw-a', protocol: 'modbus', settings: { host: '127.0.0.1', port: '{port}' } },
      {
        id: 'a-bus-2',
        gateway: 'gw-a',
        protocol: 'modbus',
        settings: { host: '127.0.0.1', port: '{port + 1}', timeoutMs: 500 },
      },
      { id: 'b-bus-1', gateway: 'gw-b', protocol: 'modbus', settings: { host: '10.0.0.9', port: 502 } },
      { id: 'a-mqtt', gateway: 'gw-a', protocol: 'mqtt', settings: { host: '127.0.0.1' } },
    ],
    templates: {
      classroom: {
        kind: 'classroom',
        size: [8, 7],
        seats: 45,
        devices: [
          {
            id: '{space}-air',
            name: named('空气', 'air'),
            model: 'generic-cn-co2',
            endpoint: '{building}-bus-{level}',
            address: { unit: '{n * 10 + 1}' },
          },
          {
            id: '{space}-lamps',
            name: named('灯', 'lamps'),
            model: 'lamp-relay-4',
            endpoint: '{building}-bus-{level}',
            address: { unit: '{n * 10 + 2}' },
          },
        ],
      },
      lab: {
        kind: 'computer-room',
        size: [10, 7],
        devices: [
          {
            id: '{space}-meter',
            name: named('电表', 'meter'),
            model: 'eastron-sdm630',
            endpoint: '{building}-bus-{level}',
            address: { unit: '{meter}' },
          },
        ],
      },
      office: { kind: 'office', size: [6, 7] },
    },
    buildings: [
      {
        id: 'a',
        name: named('甲楼', 'Building A'),
        outline: [
          [0, 0],
          [60, 0],
          [60, 20],
          [0, 20],
        ],
        floors: [
          {
            id: 'a-f1',
            name: named('一层', 'Floor 1'),
            level: 1,
            spaces: rooms([
              { id: 'a-101', template: 'classroom', name: named('101 教室', 'Room 101'), at: [0, 0] },
              {
                id: 'a-102',
                template: 'classroom',
                name: named('102 教室', 'Room 102'),
                at: [8, 0],
                seats: 50,
              },
              {
                id: 'a-103',
                template: 'lab',
                name: named('103 机房', 'Lab 103'),
                at: [16, 0],
                with: { meter: 100 },
              },
              {
                id: 'a-104',
                template: 'office',
                name: named('办公室', 'Office'),
                at: [26, 0],
                responsible: 'li',
                devices: [
                  {
                    id: '{space}-leak',
                    name: named('漏水', 'leak'),
                    model: 'z2m-leak',
                    endpoint: 'a-mqtt',
                    address: { topic: 'zigbee2mqtt/{space}-leak' },
                    at: [1, 1],
                  },
                ],
              },
            ]),
          },
          {
            id: 'a-f2',
            name: named('二层', 'Floor 2'),
            level: 2,
            spaces: rooms([{ id: 'a-201', template: 'classroom', name: named('201 教室', 'Room 201') }]),
          },
        ],
      },
      {
        id: 'b',
        name: named('乙楼', 'Building B'),
        outline: [
          [0, 40],
          [30, 40],
          [30, 60],
          [0, 60],
        ],
        floors: [{ id: 'b-f1', name: named('一层', 'Floor 1'), level: 1, spaces: rooms([]) }],
      },
    ],
  };
}

type Grid = SheetCell[][];

/** The table of a description, its cells by sheet (`房间`), heading (`template`) and id of the row. */
export class TestTable {
  readonly sheets: Map<string, { rows: Grid; merges: string[] }>;

  private constructor(sheets: Map<string, { rows: Grid; merges: string[] }>) {
    this.sheets = sheets;
  }

  static async of(description: unknown): Promise<TestTable> {
    const workbook = await readWorkbook(await writePointTable(description, deviceModels));
    if (!workbook.ok) throw new Error(workbook.fault.en);
    const sheets = workbook.sheets.map(
      ({ name, rows }) =>
        [name.split(' ')[0]!, { rows: rows.map((row) => [...row]) as Grid, merges: [] as string[] }] as const,
    );
    return new TestTable(new Map(sheets));
  }

  rows(sheet: string): Grid {
    return this.sheets.get(sheet)!.rows;
  }

  column(sheet: string, heading: string): number {
    const at = this.rows(sheet)[0]!.findIndex((cell) => String(cell).endsWith(` ${heading}`));
    if (at < 0) throw new Error(`${sheet} has no column ${heading}`);
    return at;
  }

  row(sheet: string, id: string, heading = 'id'): number {
    const at = this.column(sheet, heading);
    return this.rows(sheet).findIndex((row) => row[at] === id);
  }

  set(sheet: string, id: string, heading: string, value: SheetCell): this {
    this.rows(sheet)[this.row(sheet, id)]![this.column(sheet, heading)] = value;
    return this;
  }

  /** A new row at the end; values by heading. */
  add(sheet: string, values: Readonly<Record<string, SheetCell>>): this {
    const row: SheetCell[] = this.rows(sheet)[0]!.map(() => null);
    for (const [heading, value] of Object.entries(values)) row[this.column(sheet, heading)] = value;
    this.rows(sheet).push(row);
    return this;
  }

  remove(sheet: string, id: string): this {
    this.rows(sheet).splice(this.row(sheet, id), 1);
    return this;
  }

  bytes(): Buffer {
    const sheets: TestSheet[] = [...this.sheets].map(([name, { rows, merges }]) => ({ name, rows, merges }));
    return xlsxOf(sheets);
  }

  read(description: unknown) {
    return readPointTable(this.bytes(), description, { ...context, readWorkbook });
  }
}
