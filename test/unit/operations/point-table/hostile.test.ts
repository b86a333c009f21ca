// Files that are no point table, or worse: each is one clear sentence, in bounded memory and time.
import { readPointTable } from '@campus/operations';
import { describe, expect, test } from 'vitest';
import { readWorkbookApart } from '../../../../operations/commissioning/point-table/read-apart.ts';
import { type SheetCell, workbookParts, xlsxOf, zipOf } from '../../../harness/xlsx.ts';
import { context, school } from './table-campus.ts';

async function sentence(bytes: Uint8Array): Promise<string> {
  const { mistakes, description } = await readPointTable(bytes, school(), context);
  expect(description).toBeNull();
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]!.text.zh).toMatch(/。$/);
  return mistakes[0]!.text.en;
}

const sheet = (rows: SheetCell[][]) => [{ name: '房间', rows }];
const part = (name: string, bytes: Buffer, said?: number) => ({
  name,
  bytes,
  ...(said === undefined ? {} : { said }),
});

describe('is refused with a sentence', () => {
  const whole = xlsxOf(sheet([['编号 id']]));
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /not a whole \.xlsx file/],
    ['text', Buffer.from('id,name\na,b\n'), /not a whole \.xlsx file/],
    ['an archive cut off', whole.subarray(0, whole.length - 30), /not a whole \.xlsx file/],
    [
      'an old .xls',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
      /old \.xls file, or a workbook with a password/,
    ],
    ['an archive of something else', zipOf([part('readme.txt', Buffer.from('x'))]), /cannot be read/],
    ['macros', xlsxOf(sheet([['x']]), [part('xl/vbaProject.bin', Buffer.from('x'))]), /holds macros/],
    [
      'links to other workbooks',
      xlsxOf(sheet([['x']]), [part('xl/externalLinks/externalLink1.xml', Buffer.from('<x/>'))]),
      /refers to other workbooks/,
    ],
    ['21 MB', Buffer.alloc(21_000_000), /too large/],
    [
      'XML that is none',
      zipOf([
        ...workbookParts(sheet([['x']])).slice(0, -1),
        part('xl/worksheets/sheet1.xml', Buffer.from('<worksheet><sheetData><row')),
      ]),
      /cannot be read|empty/,
    ],
  ])('%s', async (_, bytes, words) => {
    expect(await sentence(bytes)).toMatch(words);
  });

  test('an archive that unpacks to more than it says', async () => {
    const bomb = part('xl/media/a.xml', Buffer.alloc(50_000_000), 1_000);
    expect(await sentence(xlsxOf(sheet([['x']]), [bomb]))).toMatch(/more than 200 MB/);
  });

  test('an archive that says that it unpacks to gigabytes', async () => {
    const bombs = [1, 2, 3].map((n) => part(`xl/media/${n}.xml`, Buffer.from('x'), 1_500_000_000));
    expect(await sentence(xlsxOf(sheet([['x']]), bombs))).toMatch(/more than 200 MB/);
  });

  test('a million rows', async () => {
    const rows = `<worksheet><sheetData>${'<row><c><v>1</v></c></row>'.repeat(10)}<row r="1000000"><c r="A1000000"><v>1</v></c></row></sheetData></worksheet>`;
    const parts = workbookParts(sheet([['x']])).slice(0, -1);
    const bytes = zipOf([...parts, part('xl/worksheets/sheet1.xml', Buffer.from(rows))]);
    expect(await sentence(bytes)).toMatch(/reaches over 1000000 rows .* at most 100000/);
  });

  test('a sheet as wide as sheets go', async () => {
    const rows = '<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>';
    const parts = workbookParts(sheet([['x']])).slice(0, -1);
    expect(await sentence(zipOf([...parts, part('xl/worksheets/sheet1.xml', Buffer.from(rows))]))).toMatch(
      /16384 columns/,
    );
  });
});

test('a read that takes too long is ended', async () => {
  const rows = Array.from({ length: 20_000 }, (_, row) =>
    Array.from({ length: 20 }, (_, at) => `${row} ${at}`),
  );
  const workbook = await readWorkbookApart(xlsxOf(sheet(rows)), 1);
  expect(workbook).toMatchObject({ ok: false, fault: { en: expect.stringMatching(/more memory or time/) } });
});

test('whatever bytes come, they are a sentence', async () => {
  const good = xlsxOf(sheet([['编号 id'], ['a-101']]));
  for (let seed = 1; seed <= 30; seed++) {
    const bytes = Buffer.from(good);
    for (let i = 0; i < 4; i++)
      bytes[(seed * 7_919 + i * 104_729) % bytes.length] = (seed * 31 + i * 17) % 256;
    const { mistakes } = await readPointTable(bytes, school(), context);
    expect(mistakes.length).toBeGreaterThan(0);
  }
});
