// Everyday care: news of alarms, choices of notifications, addresses that point at things, what was opened lately, marks in
// names, and the page's own search.
import type { Alarm } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { choicesFrom } from '../../../web/panel/app/notifications/choices.ts';
import { isWorth, newsOf, wantingOf } from '../../../web/panel/app/notifications/fresh-alarms.ts';
import { alarmLink, bookRowLink, spaceSearch } from '../../../web/panel/format/deep-links.ts';
import { missingThing } from '../../../web/panel/format/missing-thing.ts';
import { articleOfPath, helpArticles } from '../../../web/panel/help/articles.ts';
import { groupsOf } from '../../../web/panel/search/found.ts';
import { findLocal, type LocalThing } from '../../../web/panel/search/local-search.ts';
import { markedParts } from '../../../web/panel/search/marked-parts.ts';
import { type RecentThing, withRecent } from '../../../web/panel/search/recent.ts';
import { hrefOf } from '../../../web/panel/search/search-links.ts';

function alarm(id: string, more: Partial<Alarm> = {}): Alarm {
  return {
    id,
    ruleId: 'fire',
    subject: 'd/p',
    occurrence: 1,
    name: { zh: '火警', en: 'fire' },
    system: 'fire',
    priority: 'critical',
    state: 'unacknowledged',
    isActive: true,
    spaceId: 's',
    pointIds: [],
    value: 1,
    raisedAt: 1,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    comment: null,
    ...more,
  };
}

describe('news of alarms', () => {
  test('are those that no one has seen before, while they are active', () => {
    const before = wantingOf([alarm('a')]);
    const now = [alarm('a'), alarm('b'), alarm('c', { isActive: false, state: 'returned-unacknowledged' })];
    expect(newsOf(before, now).fresh.map(({ id }) => id)).toEqual(['b']);
    expect(newsOf(before, now).settled).toEqual([]);
  });

  test('an acknowledged, returned or vanished one is settled, and raised again it is news again', () => {
    const before = new Set(['a', 'b', 'c']);
    const now = [
      alarm('a', { state: 'acknowledged' }),
      alarm('b', { state: 'returned-unacknowledged', isActive: false }),
    ];
    expect(newsOf(before, now)).toEqual({ fresh: [], settled: ['a', 'b', 'c'] });
    expect(newsOf(wantingOf(now), [alarm('b')]).fresh.map(({ id }) => id)).toEqual(['b']);
  });

  test('are told from the priority on that the person chose', () => {
    const told = (from: 'critical' | 'high') =>
      (['critical', 'high', 'medium', 'low'] as const).filter((priority) =>
        isWorth(alarm('a', { priority }), from),
      );
    expect(told('critical')).toEqual(['critical']);
    expect(told('high')).toEqual(['critical', 'high']);
  });
});

describe('choices of notifications', () => {
  test.each([null, '', 'no json', 'null', '[]', '{"isOn":"yes","from":"low","hasSound":1,"mutedUntil":"x"}'])(
    '%j kept in the browser is silence',
    (kept) => {
      expect(choicesFrom(kept)).toEqual({ isOn: false, from: 'critical', hasSound: false, mutedUntil: 0 });
    },
  );

  test('what was chosen comes back', () => {
    const chosen = { isOn: true, from: 'high', hasSound: true, mutedUntil: 5 } as const;
    expect(choicesFrom(JSON.stringify(chosen))).toEqual(chosen);
  });
});

describe('addresses', () => {
  test('hold only what may be an id', () => {
    expect(spaceSearch({ device: 't1-101-air', point: 7, alarm: ['x'], command: '' })).toEqual({
      device: 't1-101-air',
      point: '7',
      alarm: undefined,
      command: undefined,
    });
    expect(alarmLink({ alarm: 'x'.repeat(301) })).toEqual({ alarm: undefined });
    expect(bookRowLink({ gateway: 'gw-t1', day: '2026-03-01', other: 1 })).toEqual({
      gateway: 'gw-t1',
      day: '2026-03-01',
    });
  });

  test.each([
    ['/spaces/t9-1', { kind: 'space', id: 't9-1' }],
    ['/points/dev/co2', { kind: 'point', id: 'dev/co2' }],
    ['/buildings/t9/floors/f1', { kind: 'building', id: 't9/f1' }],
    ['/spaces/%E0%A4', { kind: 'space', id: '%E0%A4' }],
    ['/nowhere/else', null],
    ['/', null],
    ['/constructor/x', null],
  ])('%s that leads nowhere meant %j', (path, meant) => {
    expect(missingThing(path)).toEqual(meant);
  });

  test('of found things lead to the very thing', () => {
    const item = {
      id: 'd/p 1',
      name: { zh: '测', en: 'p' },
      where: null,
      rank: 1,
      buildingId: 'b',
      floorId: 'f',
      spaceId: 's',
    };
    expect(hrefOf({ ...item, kind: 'point' })).toBe('/spaces/s?point=d%2Fp%201');
    expect(hrefOf({ ...item, kind: 'floor' })).toBe('/buildings/b/floors/f');
    expect(hrefOf({ ...item, kind: 'alarm' })).toBe('/alarms?alarm=d%2Fp%201');
    expect(hrefOf({ ...item, kind: 'order' })).toBeNull();
    expect(hrefOf({ ...item, kind: 'person', spaceId: null })).toBeNull();
  });
});

describe('the box', () => {
  const thing = (id: string, zh: string, en: string): LocalThing => ({
    kind: 'page',
    id,
    href: `/${id}`,
    name: { zh, en },
    where: null,
  });
  const pages = [thing('alarms', '报警', 'Alarms'), thing('trends', '趋势', 'Trends')];

  test.each(['报警', 'alarm', 'baojing', 'bj', 'ALARMS', 'alrms'])('%s finds the page of alarms', (query) => {
    expect(findLocal(pages, query, 5).map(({ thing: { id } }) => id)).toEqual(['alarms']);
  });

  test('nothing typed finds nothing', () => {
    expect(findLocal(pages, '  ', 5)).toEqual([]);
  });

  test('a command stands first, then the group with the best match', () => {
    const item = {
      name: { zh: '灯', en: 'lamp' },
      where: null,
      buildingId: null,
      floorId: null,
      spaceId: null,
    };
    const answer = {
      items: [
        { ...item, kind: 'space', id: 's', rank: 3 },
        { ...item, kind: 'order', id: 'd/p', rank: 18 },
      ] as const,
      totals: { space: 9, order: 1 },
      hasPinyin: true,
    };
    const groups = groupsOf({ ...answer, items: [...answer.items] }, findLocal(pages, 'alarms', 5));
    expect(groups.map(({ kind, total }) => [kind, total])).toEqual([
      ['order', 1],
      ['page', 1],
      ['space', 9],
    ]);
  });

  test('what was opened last stands first, once, and the list ends', () => {
    const recent = (href: string): RecentThing => ({
      kind: 'space',
      href,
      name: { zh: href, en: href },
      where: null,
    });
    let known: RecentThing[] = [];
    for (const href of ['/a', '/b', '/a', '/c', '/d', '/e', '/f', '/g', '/h', '/i'])
      known = withRecent(known, recent(href));
    expect(known.map(({ href }) => href)).toEqual(['/i', '/h', '/g', '/f', '/e', '/d', '/c', '/a']);
  });

  test('marks the words in a name and loses none of it', () => {
    const parts = markedParts('101 教室照明', '101照明');
    expect(parts.map(({ text }) => text).join('')).toBe('101 教室照明');
    expect(parts.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual(['101', '照明']);
  });
});

describe('help', () => {
  test('ids are unique, and every page has an article', () => {
    const ids = helpArticles.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const paths = ['/', '/buildings/t1/floors/f1', '/spaces/x', '/boards', '/boards/x', '/alarms', '/trends'];
    const own = [...paths, '/gateways', '/books', '/commissioning', '/rules', '/audit'].map(
      (path) => articleOfPath(path).id,
    );
    expect(own).toEqual([
      'overview',
      'plans',
      'space',
      'boards',
      'boards',
      'alarms',
      'trends',
      'gateways',
      'books',
      'commissioning',
      'rules',
      'audit',
    ]);
    expect(articleOfPath('/somewhere').id).toBe('overview');
  });
});
