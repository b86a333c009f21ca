// For any campus: exported and imported is no difference; changed, imported and exported again is what was changed to.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { school, TestTable } from './table-campus.ts';

/** What names hold in the field, and what spreadsheets like to take for something else. */
const name = fc.oneof(
  fc
    .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
    .filter((text) => /^[^\p{Cc}\p{Cs}\p{Cn}\ufffe\uffff]+$/u.test(text)),
  fc.constantFrom(
    '1-2',
    '007',
    '=1+1',
    '+86',
    '@x',
    'TRUE',
    '1e3',
    ' 教室 ',
    '{ a: 1 }',
    "it's",
    '"x"',
    '<b>&amp;',
    '二楼：东',
    '#REF!',
    'null',
    'constructor',
    '_x0041_',
    'a\u0007b',
  ),
);
const text = fc.record({ zh: name, en: name });
const place = fc.option(
  fc.tuple(fc.double({ min: -50, max: 500, noNaN: true }), fc.integer({ min: 0, max: 90 })),
  { nil: undefined },
);

const campus = fc
  .record({
    rooms: fc.array(
      fc.record({
        name: text,
        at: place,
        seats: fc.option(fc.nat(90), { nil: undefined }),
        template: fc.constantFrom('classroom', 'lab', 'office'),
        extra: fc.option(fc.oneof(name, fc.integer()), { nil: undefined }),
      }),
      { maxLength: 12 },
    ),
    gateway: text,
    site: text,
    port: fc.integer({ min: 1, max: 65_000 }),
  })
  .map(({ rooms, gateway, site, port }) => {
    const made = school();
    made.site.name = site;
    made.gateways[0]!.name = gateway;
    made.endpoints[2]!.settings = { host: 'bus.school.example', port };
    const spaces = rooms.map(({ name, at, seats, template, extra }, i) => ({
      id: `b-${i}`,
      template,
      name,
      ...(at === undefined ? {} : { at: at.map((metres) => (Object.is(metres, -0) ? 0 : metres)) }),
      with: { meter: 100 + i, ...(extra === undefined ? {} : { extra }) },
      ...(seats === undefined ? {} : { seats }),
    }));
    made.buildings[1]!.floors[0]!.spaces = spaces;
    return made;
  });

test('exported and imported is no difference', async () => {
  await fc.assert(
    fc.asyncProperty(campus, async (description) => {
      const table = await TestTable.of(description);
      expect(await table.read(description)).toEqual({
        mistakes: [],
        notes: [],
        differences: [],
        description,
      });
    }),
    { numRuns: 15 },
  );
});

const tidyName = name.map(
  (words) =>
    words
      .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
      .replace(/\s+/g, ' ')
      .trim() || 'x',
);
const edits = fc.array(
  fc.record({
    room: fc.nat(11),
    zh: tidyName,
    en: tidyName,
    seats: fc.option(fc.nat(90), { nil: null }),
  }),
  { minLength: 1, maxLength: 6 },
);

test('changed, imported and exported again is what it was changed to', async () => {
  await fc.assert(
    fc.asyncProperty(campus, edits, async (description, changes) => {
      const table = await TestTable.of(description);
      for (const { room, zh, en, seats } of changes) {
        if (table.row('房间', `b-${room}`) < 0) continue;
        table.set('房间', `b-${room}`, 'name zh', zh).set('房间', `b-${room}`, 'name en', en);
        table.set('房间', `b-${room}`, 'seats', seats);
      }
      const { mistakes, description: after } = await table.read(description);
      expect(mistakes).toEqual([]);
      const again = await TestTable.of(after);
      for (const sheet of ['网关', '端点', '楼栋', '楼层', '房间', '设备', '点']) {
        expect(again.rows(sheet)).toEqual(table.rows(sheet));
      }
    }),
    { numRuns: 15 },
  );
});
