// Search: what words find, in what order, for whom; commands read out of words; the pinyin of names.
import { authorise, type Identity, type SearchAnswer, type SearchKind } from '@campus/campus-model';
import { silentLog } from '@campus/runtime';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { bestHits } from '../../../web/server/search/best-hits.ts';
import { CampusSearch } from '../../../web/server/search/campus-search.ts';
import { spellNames } from '../../../web/server/search/pinyin.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { smallCampus, smallModels } from './small-campus.ts';
import { identities, type SmallServer, smallServer } from './small-server.ts';

const rules = [
  { id: 'hot', name: { zh: '过热', en: 'too hot' }, system: 'climate', priority: 'high', subjects: 1 },
] as const;
const campus = smallCampus();
const pinyinMs = 20_000;

let search: CampusSearch;

beforeAll(async () => {
  search = new CampusSearch({ campus, models: smallModels, rules, log: silentLog });
  await vi.waitFor(() => expect(ask('x').hasPinyin).toBe(true), { timeout: pinyinMs });
});
afterAll(() => search.close());

function ask(query: string, identity: Identity = identities.administrator, kind?: SearchKind): SearchAnswer {
  return search.find({ query, identity, limit: 10, kind, alarms: [] });
}

function idsOf(answer: SearchAnswer, kind: SearchKind): string[] {
  return answer.items.filter((item) => item.kind === kind).map(({ id }) => id);
}

describe('words', () => {
  test('a room number finds the room, its exact id only that', () => {
    expect(idsOf(ask('101'), 'space')[0]).toBe('t1-101');
    expect(idsOf(ask('t1-101'), 'space')).toEqual(['t1-101']);
  });

  test('every word must match; where a thing is counts too', () => {
    const found = idsOf(ask('co2 101'), 'point');
    expect(found).toEqual(['t1-101-air/co2']);
    expect(ask('co2 102').items).toEqual([]);
  });

  test('an id with its slash finds the very point', () => {
    expect(idsOf(ask('t1-101-air/co2'), 'point')).toEqual(['t1-101-air/co2']);
  });

  test('words written together are cut where scripts meet', () => {
    expect(idsOf(ask('101co2'), 'point')).toEqual(idsOf(ask('101 co2'), 'point'));
  });

  test('one wrong letter is forgiven where nothing else is found', () => {
    expect(ask('too hto').items.map(({ id }) => id)).toEqual(['hot']);
    expect(ask('zzzzqq').items).toEqual([]);
  });

  test('whatever is typed, an answer comes, sorted within its groups and no longer than asked', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 100 }),
        fc.constantFrom(...Object.values(identities)),
        (query, who) => {
          const { items, totals } = search.find({ query, identity: who, limit: 3, alarms: [] });
          for (const kind of new Set(items.map((item) => item.kind))) {
            const ranks = items.filter((item) => item.kind === kind).map(({ rank }) => rank);
            expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
            expect(ranks.length).toBeLessThanOrEqual(3);
            expect(totals[kind]).toBeGreaterThanOrEqual(ranks.length);
          }
        },
      ),
    );
  });
});

describe('pinyin', () => {
  test('a name is found by its syllables, its initials, and both mixed', () => {
    const { zh } = campus.spaces.get('t1-101')!.name;
    expect(zh).toMatch(/教室/);
    for (const query of ['jiaoshi', 'js', 'jiaos', 'jshi', '101jiaoshi', '101js']) {
      expect(idsOf(ask(query), 'space'), query).toContain('t1-101');
    }
  });

  test('names of many readings are read as the place or the person is called', async () => {
    const { spelled } = spellNames({
      names: ['重症护理实训室', '银行', '人行道', '调光器', 'VR 实训室 1'],
      people: ['单老师'],
    });
    expect(Object.fromEntries(await spelled)).toEqual({
      重症护理实训室: 'zhong zheng hu li shi xun shi',
      银行: 'yin hang',
      人行道: 'ren xing dao',
      调光器: 'tiao guang qi',
      'VR 实训室 1': 'v r shi xun shi 1',
      单老师: 'shan lao shi',
    });
  });

  test('a process that is ended says so, and holds up nobody', async () => {
    const { spelled, end } = spellNames({ names: ['教室'], people: [] });
    end();
    await expect(spelled).rejects.toThrow(/pinyin process/);
  });
});

describe('commands', () => {
  const orders = (query: string, who?: Identity) =>
    ask(query, who).items.flatMap(({ id, order }) => (order ? [`${id}=${order.value}`] : []));

  test('on and off, in both languages and in pinyin, before or behind the thing', () => {
    const on = 't1-101-lamps/front-set=1';
    for (const query of ['front on', 'on front 101', '开 front', 'front 打开', 'kai front'])
      expect(orders(query), query).toContain(on);
    expect(orders('front off')).toContain('t1-101-lamps/front-set=0');
  });

  test('a number within its range and on its step is a wish', () => {
    expect(orders('target 24')).toContain('t1-101-ac/target-set=24');
    expect(orders('target 24.5度')).toContain('t1-101-ac/target-set=24.5');
    expect(orders('target 99')).toEqual([]);
    expect(orders('target 24.3')).toEqual([]);
  });

  test('nobody is offered what authorise denies him', () => {
    for (const identity of Object.values(identities)) {
      for (const query of ['front on', 'target 24', 'silence on', 'on 101']) {
        for (const { order } of ask(query, identity).items) {
          if (order) expect(authorise(identity, 'point.command', order.point)).toBe(true);
        }
      }
    }
    expect(orders('front on', identities.security)).toEqual([]);
    expect(orders('silence on', identities.administrator)).toEqual([]);
  });
});

describe('the best few', () => {
  test('are those that a full sort would give', () => {
    const hits = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 });
    fc.assert(
      fc.property(hits, fc.integer({ min: 1, max: 12 }), (ranks, most) => {
        const rows = ranks.map((rank, row) => ({ row, rank }));
        expect(bestHits(rows, most)).toEqual(rows.toSorted((a, b) => a.rank - b.rank).slice(0, most));
      }),
    );
  });
});

describe('over HTTP', () => {
  let server: SmallServer;
  let web: WebApp;

  beforeAll(async () => {
    server = await smallServer();
    await server.raise({});
    await server.raise({ ruleId: 'leak', spaceId: 't1-102' });
    const { options } = server;
    web = await createWebApp({ ...options, index: indexCampus(options.campus, options.models) }, () => 0);
  });
  afterAll(async () => {
    await web.app.close();
    await server.close();
  });

  const get = (url: string, who: keyof typeof identities) =>
    web.app.inject({ url, headers: { cookie: `campus_session=${server.tokens[who]}` } });

  test('alarms are judged one by one: a teacher finds her own room’s alone', async () => {
    const all = (await get('/api/v1/search?q=leak', 'administrator')).json<SearchAnswer>();
    expect(all.items.filter(({ kind }) => kind === 'alarm')).toHaveLength(1);
    const own = (await get('/api/v1/search?q=leak', 'teacher')).json<SearchAnswer>();
    expect(own.items.filter(({ kind }) => kind === 'alarm')).toEqual([]);
    const hot = (await get('/api/v1/search?q=hot&kind=alarm', 'teacher')).json<SearchAnswer>();
    expect(hot.items.map(({ kind }) => kind)).toEqual(['alarm']);
  });

  test('one kind alone, and no more than asked', async () => {
    const answer = (
      await get('/api/v1/search?q=101&kind=equipment&limit=2', 'logistics')
    ).json<SearchAnswer>();
    expect(answer.items).toHaveLength(2);
    expect(new Set(answer.items.map(({ kind }) => kind))).toEqual(new Set(['equipment']));
    expect(answer.totals.equipment).toBeGreaterThan(2);
  });

  test.each([
    '/api/v1/search',
    '/api/v1/search?q=',
    '/api/v1/search?q=a&limit=51',
    '/api/v1/search?q=a&kind=x',
  ])('%s is refused', async (url) => {
    expect((await get(url, 'administrator')).statusCode).toBe(400);
  });

  test('points are found by the same words, in the order of the description', async () => {
    const found = (await get('/api/v1/points?text=101%20co2', 'teacher')).json<{ pointId: string }[]>();
    expect(found.map(({ pointId }) => pointId)).toEqual(['t1-101-air/co2']);
  });
});
