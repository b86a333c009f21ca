// A point table read back: nothing changed is no difference; what is changed is told from what to what, and applied.
import { deviceModels } from '@campus/device-drivers';
import { readPointTable, writePointTable } from '@campus/operations';
import { describe, expect, test } from 'vitest';
import { context, school, TestTable } from './table-campus.ts';

describe('an exported table', () => {
  test('is read back without a difference, by whoever wrote the file', async () => {
    const bytes = await writePointTable(school(), deviceModels);
    const reading = await readPointTable(bytes, school(), context);
    expect(reading).toEqual({ mistakes: [], notes: [], differences: [], description: school() });
    const rewritten = await (await TestTable.of(school())).read(school());
    expect(rewritten).toEqual(reading);
  });

  test('lists every point with where it is', async () => {
    const table = await TestTable.of(school());
    const row = table.rows('点')[table.row('点', 'a-102-air/co2', 'point')]!;
    expect(row).toEqual(
      expect.arrayContaining(['a-102-air', 'a-102', '二氧化碳', 'ppm', 'gw-a', 'a-bus-1', '{ unit: 11 }']),
    );
  });
});

describe('changes', () => {
  test('each is told from what to what, with what follows from it', async () => {
    const table = await TestTable.of(school());
    table
      .set('房间', 'a-103', 'meter', 120)
      .set('房间', 'a-102', 'seats', 48)
      .set('网关', 'gw-b', 'name en', 'Gateway of B');
    const { mistakes, differences, description } = await table.read(school());
    expect(mistakes).toEqual([]);
    expect(differences.map(({ text }) => text.en)).toEqual([
      'Gateways gw-b: name en Gateway B → Gateway of B',
      'Spaces a-102: seats 50 → 48',
      'Spaces a-103: meter 100 → 120',
      'device a-103-meter: address a-bus-1 { unit: 100 } → a-bus-1 { unit: 120 }',
    ]);
    const wanted = school();
    wanted.buildings[0]!.floors[0]!.spaces[2]!.with = { meter: 120 };
    wanted.buildings[0]!.floors[0]!.spaces[1]!.seats = 48;
    wanted.gateways[1]!.name.en = 'Gateway of B';
    expect(description).toEqual(wanted);
  });

  test('a new room comes last on its floor, whatever its row, and moves no address', async () => {
    const table = await TestTable.of(school());
    const values = {
      building: 'a',
      floor: 'a-f1',
      id: 'a-105',
      'name zh': '105',
      'name en': 'Room 105',
      template: 'classroom',
    };
    table.add('房间', { ...values, 'x m': 32, 'y m': 0 });
    const rows = table.rows('房间');
    rows.splice(1, 0, rows.pop()!);
    const { differences, description } = await table.read(school());
    expect(differences.map(({ text }) => text.en)).toEqual([
      'Spaces a-105: added',
      'device a-105-air: added',
      'device a-105-lamps: added',
    ]);
    const spaces = (description as ReturnType<typeof school>).buildings[0]!.floors[0]!.spaces;
    expect(spaces.at(-1)).toEqual({
      id: 'a-105',
      template: 'classroom',
      name: { zh: '105', en: 'Room 105' },
      at: [32, 0],
    });
  });

  test('a room that goes moves the rooms behind it, and that is told', async () => {
    const table = (await TestTable.of(school())).remove('房间', 'a-101');
    const { differences } = await table.read(school());
    const told = differences.map(({ text }) => text.en);
    expect(told).toContain('Spaces a-101: removed');
    expect(told).toContain('device a-102-air: address a-bus-1 { unit: 11 } → a-bus-1 { unit: 1 }');
  });

  test('floors, buildings, endpoints and devices come by their sheets', async () => {
    const table = await TestTable.of(school());
    table
      .add('楼栋', { id: 'c', 'name zh': '丙楼', 'name en': 'Building C', outline: '70,0 90,0 90,10 70,10' })
      .add('楼层', { building: 'c', id: 'c-f1', 'name zh': '一层', 'name en': 'Floor 1', level: 1 })
      .add('端点', {
        id: 'c-bus-1',
        gateway: 'gw-b',
        protocol: 'modbus',
        host: '10.0.0.8',
        port: 502,
        'more settings': 'pauseMs: 5',
      })
      .add('房间', {
        building: 'c',
        floor: 'c-f1',
        id: 'c-101',
        'name zh': '101',
        'name en': '101',
        template: 'classroom',
      })
      .add('设备', {
        space: 'c-101',
        id: 'c-101-heat',
        'name zh': '电表',
        'name en': 'meter',
        model: 'eastron-sdm630',
        endpoint: 'c-bus-1',
        unit: 77,
      });
    const { mistakes, description } = await table.read(school());
    expect(mistakes).toEqual([]);
    const after = description as ReturnType<typeof school>;
    expect(after.endpoints.at(-1)).toEqual({
      id: 'c-bus-1',
      gateway: 'gw-b',
      protocol: 'modbus',
      settings: { host: '10.0.0.8', port: 502, pauseMs: 5 },
    });
    expect(after.buildings[2]!.floors[0]!.spaces[0]!.devices).toEqual([
      {
        id: 'c-101-heat',
        name: { zh: '电表', en: 'meter' },
        model: 'eastron-sdm630',
        endpoint: 'c-bus-1',
        address: { unit: 77 },
      },
    ]);
  });

  test('what is harmless is taken as it is meant, and said', async () => {
    const table = await TestTable.of(school());
    table.set('房间', 'a-102', 'seats', '４８ ').set('房间', 'a-101', 'name en', '  Room  101 ');
    const { mistakes, notes, description } = await table.read(school());
    expect(mistakes).toEqual([]);
    expect(notes.map(({ text }) => text.en)).toEqual(
      ['房间!D2: "  Room  101 " was read as "Room 101"', '房间!I3: "４８ " was read as "48"'].map((line) =>
        line.replace('D2', notes[0]!.cell).replace('I3', notes[1]!.cell),
      ),
    );
    expect((description as ReturnType<typeof school>).buildings[0]!.floors[0]!.spaces[1]!.seats).toBe(48);
  });

  test('a sheet that is not there leaves its part alone', async () => {
    const table = await TestTable.of(school());
    for (const sheet of ['网关', '端点', '楼栋', '楼层', '设备', '点', '说明']) table.sheets.delete(sheet);
    table.set('房间', 'a-104', 'responsible', null);
    const { differences } = await table.read(school());
    expect(differences.map(({ text }) => text.en)).toEqual(['Spaces a-104: responsible li → (empty)']);
  });
});
