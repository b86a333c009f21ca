// Matching of words to names: how well, in which spelling, what is forgiven.
import { cutAtScripts, matchLevel, matchTerm, searchTerm, searchWords } from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const room = searchTerm(['101 教室', 'Classroom 101'], '1 0 1 jiao shi');
const building = searchTerm(['一号教学楼', 'Teaching building 1'], 'yi hao jiao xue lou');

describe('a word', () => {
  test.each([
    ['101 教室', 'exact'],
    ['classroom 101', 'exact'],
    ['101', 'prefix'],
    ['class', 'prefix'],
    ['教室', 'word'],
    ['室', 'inside'],
    ['room', 'inside'],
    ['jiaoshi', 'pinyin'],
    ['jiaosh', 'pinyin'],
    ['shi', 'pinyin'],
    ['js', 'initials'],
    ['jiaos', 'initials'],
    ['jsh', 'initials'],
    ['101js', 'initials'],
    ['lou', 'none'],
    ['1012', 'none'],
  ] as const)('%s matches a room as %s', (word, level) => {
    expect(matchTerm(room, word)).toBe(matchLevel[level]);
  });

  test.each(['jxl', 'jiaoxl', 'jxlou', 'xuelou', 'yhjxl'])('%s spells the building', (word) => {
    expect([matchLevel.pinyin, matchLevel.initials]).toContain(matchTerm(building, word));
  });

  test.each(['clasroom', 'classroim', 'classrooom', 'clsasroom', 'jiaoxelou', 'jiaoxuelu'])(
    '%s is forgiven its one wrong letter',
    (word) => {
      const terms = [room, building];
      expect(terms.map((term) => matchTerm(term, word))).toEqual([0, 0]);
      expect(terms.map((term) => matchTerm(term, word, true))).toContain(matchLevel.typo);
    },
  );

  test.each(['clsrom', 'xlassroom', '109', 'cla5'])('%s is not', (word) => {
    expect(matchTerm(room, word, true)).toBe(0);
  });
});

describe('properties', () => {
  const letters = fc.stringMatching(/^[a-z]{1,12}$/);

  test('a beginning of a name always matches it, at least as a prefix', () => {
    fc.assert(
      fc.property(letters, fc.nat(11), (name, length) => {
        const word = name.slice(0, 1 + (length % name.length));
        expect(matchTerm(searchTerm([name]), word)).toBeLessThanOrEqual(matchLevel.prefix);
        expect(matchTerm(searchTerm([name]), word)).toBeGreaterThan(0);
      }),
    );
  });

  test('whole syllables and initials of any run of them are found', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[bcdfg][aeiou]{1,2}$/), { minLength: 1, maxLength: 8 }),
        (syllables) => {
          const term = searchTerm(['名'], syllables.join(' '));
          expect(matchTerm(term, syllables.join(''))).toBe(matchLevel.pinyin);
          const initials = syllables.map(([first]) => first).join('');
          expect(matchTerm(term, initials)).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('no text makes it fail or run away', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 40 }), (name, word) => {
        const level = matchTerm(searchTerm([name], 'a aa a aa aaa a a aa a'), word, true);
        expect(Object.values(matchLevel)).toContain(level);
      }),
    );
  });
});

describe('a query', () => {
  test('is cut at spaces and marks, narrow and small', () => {
    expect(searchWords('  ＶＲ 实训室，１０１/CO2 ')).toEqual(['vr', '实训室', '101', 'co2']);
    expect(searchWords('a '.repeat(50))).toHaveLength(8);
  });

  test('is cut where scripts meet', () => {
    expect(cutAtScripts(['101kt', '打开101灯', 't1-101'])).toEqual([
      '101',
      'kt',
      '打开',
      '101',
      '灯',
      't',
      '1',
      '101',
    ]);
  });
});
