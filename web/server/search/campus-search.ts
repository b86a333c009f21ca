// The search over everything the campus knows. Names are gathered once; their pinyin comes from a short-lived process.
// Each thing is judged by the gate before it is counted or shown.
import {
  type Alarm,
  authorise,
  type Campus,
  cutAtScripts,
  type DeviceModelCatalogue,
  type Identity,
  matchLevel,
  type Point,
  type RuleView,
  type SearchAnswer,
  type SearchItem,
  type SearchKind,
  searchKinds,
  searchWords,
} from '@campus/campus-model';
import type { Log } from '@campus/runtime';
import { bestHits } from './best-hits.ts';
import { CampusNames } from './campus-names.ts';
import { wishesOf } from './order-words.ts';
import { spellNames } from './pinyin.ts';
import { SearchItems } from './search-items.ts';
import { type SearchHit, type SearchPlan, SearchTable } from './search-table.ts';
import { SearchTerms } from './search-terms.ts';
import {
  alarmShelf,
  placeShelves,
  pointShelf,
  ruleShelf,
  type Shelf,
  type ShelfTools,
  thingShelves,
} from './shelves.ts';
import { cutByTerms } from './word-cuts.ts';

export interface SearchSources {
  readonly campus: Campus;
  readonly models: DeviceModelCatalogue;
  readonly rules: readonly RuleView[];
  readonly log: Log;
}

export interface SearchQuestion {
  readonly query: string;
  readonly identity: Identity;
  /** Items of each kind. */
  readonly limit: number;
  /** Only this kind. */
  readonly kind?: SearchKind | undefined;
  /** Open and recent ones: they change, so they are handed in. */
  readonly alarms: readonly Alarm[];
}

interface Found {
  readonly kind: SearchKind;
  readonly total: number;
  readonly items: readonly SearchItem[];
}

export class CampusSearch {
  readonly #campus: Campus;
  readonly #log: Log;
  readonly #terms = new SearchTerms();
  readonly #names: CampusNames;
  readonly #items: SearchItems;
  readonly #points: readonly Point[];
  readonly #pointTable: SearchTable;
  readonly #orders: readonly Point[];
  readonly #orderTable: SearchTable;
  readonly #tools: ShelfTools;
  readonly #shelves: readonly Shelf[];
  #hasPinyin = false;
  #endSpelling: (() => void) | null = null;

  constructor({ campus, models, rules, log }: SearchSources) {
    this.#campus = campus;
    this.#log = log;
    this.#names = new CampusNames(campus, models, this.#terms);
    this.#items = new SearchItems(campus, this.#names);
    this.#points = [...campus.points.values()];
    this.#pointTable = new SearchTable(this.#points.map((point) => this.#names.ofPoint(point)));
    this.#orders = this.#points.filter(({ write }) => write !== undefined);
    const orderNames = this.#orders.map((point) => this.#names.ofOrder(point, this.#readback(point)));
    this.#orderTable = new SearchTable(orderNames);
    this.#tools = { names: this.#names, items: this.#items };
    this.#shelves = [
      ...placeShelves(campus, this.#tools),
      ...thingShelves(campus, this.#tools),
      pointShelf(this.#points, this.#pointTable, this.#tools),
      ruleShelf(rules, this.#tools),
    ];
  }

  /** Points whose names or ids hold every word, in the order of the description. */
  points(text: string): Point[] {
    for (const plan of this.#plans(text)) {
      const hits = this.#pointTable.find(this.#terms, { ...plan, needsOwn: false });
      if (hits.length > 0) return hits.map(({ row }) => this.#points[row]!);
    }
    return [];
  }

  find(question: SearchQuestion): SearchAnswer {
    for (const plan of this.#plans(question.query)) {
      const found = this.#findAll(plan, question).filter(({ total }) => total > 0);
      if (found.length > 0) return this.#answer(telling(found, plan.words.length));
    }
    return this.#answer([]);
  }

  /** Ends what is still under way. */
  close(): void {
    this.#endSpelling?.();
  }

  #answer(found: readonly Found[]): SearchAnswer {
    const groups = [...found].sort((a, b) => standing(a) - standing(b));
    return {
      items: groups.flatMap(({ items }) => items),
      totals: Object.fromEntries(found.map(({ kind, total }) => [kind, total])),
      hasPinyin: this.#hasPinyin,
    };
  }

  /** The words as typed; then cut where scripts meet; then cut along known names; then one wrong letter forgiven. */
  *#plans(query: string): Generator<SearchPlan> {
    if (!this.#endSpelling) this.#spell();
    const typed = searchWords(query);
    const cut = cutAtScripts(typed);
    yield { words: typed };
    if (cut.length !== typed.length) yield { words: cut };
    const fine = cutByTerms(cut, this.#terms);
    if (fine.length !== cut.length) yield { words: fine };
    yield { words: typed, isForgiving: true };
    if (cut.length !== typed.length) yield { words: cut, isForgiving: true };
  }

  #findAll(plan: SearchPlan, question: SearchQuestion): Found[] {
    const { kind, alarms } = question;
    const shelves = [...this.#shelves, alarmShelf(alarms, this.#tools)].filter(
      (shelf) => kind === undefined || shelf.kind === kind,
    );
    const found = shelves.map((shelf) => {
      const hits = shelf.table.find(this.#terms, plan);
      return this.#take(shelf, hits, question);
    });
    const isOrder = (kind === undefined || kind === 'order') && !plan.isForgiving;
    return isOrder ? [...found, this.#findOrders(plan.words, question)] : found;
  }

  #take(
    { kind, action, resourceOf, itemOf, isHidden }: Shelf,
    hits: readonly SearchHit[],
    question: SearchQuestion,
  ): Found {
    const { identity, limit } = question;
    const allowed = hits.filter(
      ({ row }) => !isHidden?.(row) && authorise(identity, action, resourceOf(row)),
    );
    const items = bestHits(allowed, limit).map(({ row, rank }) => ({ ...itemOf(row), rank }));
    return { kind, total: allowed.length, items };
  }

  #findOrders(words: readonly string[], { identity, limit }: SearchQuestion): Found {
    const wanted = new Map<number, SearchItem>();
    for (const { names, valueFor, isTelling } of wishesOf(words)) {
      const plan = { words: names, needsOwn: !isTelling };
      for (const { row, rank } of this.#orderTable.find(this.#terms, plan)) {
        const point = this.#orders[row]!;
        const value = valueFor(point);
        if (value === null || wanted.has(row) || !authorise(identity, 'point.command', point)) continue;
        wanted.set(row, { ...this.#items.order(point, this.#readback(point), value, identity), rank });
      }
    }
    const items = [...wanted.values()].sort((a, b) => a.rank - b.rank).slice(0, limit);
    return { kind: 'order', total: wanted.size, items };
  }

  #readback({ deviceId, write }: Point): Point | undefined {
    return write && this.#campus.points.get(`${deviceId}/${write.readback}`);
  }

  /** Once, when somebody searches: a hub where nobody does needs no dictionary. */
  #spell(): void {
    const people = this.#campus.people.map(({ name }) => name.zh);
    const known = new Set(people);
    const names = this.#terms.chinese().filter((name) => !known.has(name));
    const { spelled, end } = spellNames({ names, people });
    let isEnded = false;
    this.#endSpelling = () => {
      isEnded = true;
      end();
    };
    spelled.then(
      (pinyin) => {
        this.#terms.learn(pinyin);
        this.#hasPinyin = true;
      },
      (error: unknown) => {
        if (!isEnded) this.#log.warn({ err: error }, 'search goes on without pinyin');
      },
    );
  }
}

/** Beside commands that were asked for, only what the words plainly name: the verb matches inside many a name. */
function telling(found: readonly Found[], words: number): readonly Found[] {
  if (found.every(({ kind }) => kind !== 'order')) return found;
  const plain = words * matchLevel.word;
  return found.filter(({ kind, items }) => kind === 'order' || (items[0]?.rank ?? 0) <= plain);
}

/** What was asked to be done stands first; then the group with the best match. */
function standing({ kind, items }: Found): number {
  const order = searchKinds.indexOf(kind);
  return kind === 'order' ? -1 : (items[0]?.rank ?? 0) * searchKinds.length + order;
}
