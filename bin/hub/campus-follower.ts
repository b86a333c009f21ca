// Changes of the campus file and the rules while the hub runs: judged whole, then taken over part by part. What did not
// change goes on untouched; a mistake leaves everything as it was.
import { type Campus, type CampusChange, compareCampus, type RuleView } from '@campus/campus-model';
import type { Rule } from '@campus/rules-engine';
import { type Clock, FileMistakes, type Log, watchFiles } from '@campus/runtime';
import {
  type HistoryPoint,
  type HistoryStore,
  historyPoints,
  historyPointsAfter,
  type Ingest,
  type LatestValues,
} from '@campus/telemetry-store';
import type { RunningWebServer } from '@campus/web-server';
import { loadRules } from '../campus-file.ts';
import { reloadedOf } from '../reload.ts';
import type { Settings } from '../settings.ts';
import { CommandFailure } from '../words.ts';
import { readCampusApart } from './campus-reader.ts';
import type { CampusAccounts } from './open-broker.ts';
import type { RuleRunner } from './rule-runner.ts';
import { ruleViews } from './rule-views.ts';

/** What the hub's parts hold of the campus and its rules; each is changed in its place. */
export interface Described {
  readonly campus: Campus;
  readonly rules: Map<string, Rule>;
  readonly ruleViews: RuleView[];
}

export interface FollowerOptions extends Described {
  readonly settings: Settings;
  readonly accounts: CampusAccounts;
  readonly store: Pick<HistoryStore, 'setPoints'>;
  readonly latest: LatestValues;
  readonly runner: RuleRunner;
  readonly ingest: Pick<Ingest, 'restore' | 'follow'>;
  readonly server: Pick<RunningWebServer, 'campusChanged'>;
  readonly clock: Clock;
  readonly log: Log;
  /** A change was taken over, or refused with these lines. */
  onOutcome(outcome: { change: CampusChange } | { mistakes: readonly string[] }): void;
}

export class CampusFollower {
  readonly #options: FollowerOptions;
  #points: readonly HistoryPoint[];
  #last: Promise<unknown> = Promise.resolve();
  readonly #stop: () => void;

  constructor(options: FollowerOptions) {
    const { settings, clock, campus } = options;
    this.#options = options;
    this.#points = historyPoints(campus);
    this.#stop = watchFiles([settings.campus, settings.rules], clock, () => {
      this.reload().catch(() => {}); // told by onOutcome
    });
  }

  close(): void {
    this.#stop();
  }

  /** Reads both files and takes over what differs. Rejects with FileMistakes or CommandFailure; then nothing has changed. */
  reload(): Promise<CampusChange> {
    const done = this.#last.then(() => this.#reload());
    this.#last = done.catch(() => {});
    return done;
  }

  async #reload(): Promise<CampusChange> {
    const { log, onOutcome } = this.#options;
    try {
      const change = await this.#takeOver();
      log.info(reloadedOf(change), 'campus file and rules were read again');
      onOutcome({ change });
      return change;
    } catch (error) {
      const mistakes = error instanceof FileMistakes ? error.lines : [(error as Error).message];
      log.error({ mistakes: mistakes.slice(0, 20) }, 'the changed campus file or rules are not taken over');
      onOutcome({ mistakes });
      throw error;
    }
  }

  async #takeOver(): Promise<CampusChange> {
    const { settings, campus, store, latest, accounts, ingest } = this.#options;
    const next = await readCampusApart(settings);
    refuseOtherSite(campus, next);
    const points = historyPointsAfter(this.#points, next);
    const order = points.map(({ id }) => id);
    const loaded = loadRules(settings.rules, next, order);
    const change = compareCampus(campus, next);
    await accounts.follow(next);
    await ingest.restore(change.gateways.added);
    if (change.points.added.length + change.points.changed.length > 0) await store.setPoints(points);
    // Nothing waits from here on: a sample meets all of the former campus or all of the new one.
    this.#points = points;
    Object.assign(campus, next);
    latest.follow(next, order);
    this.#takeRules(loaded);
    this.#options.runner.follow(loaded.compiled);
    ingest.follow(change.touchedGateways);
    this.#options.server.campusChanged();
    return change;
  }

  #takeRules(loaded: ReturnType<typeof loadRules>): void {
    const { rules, ruleViews: views } = this.#options;
    rules.clear();
    for (const rule of loaded.rules) rules.set(rule.id, rule);
    views.splice(0, views.length, ...ruleViews(loaded));
  }
}

/** Names on the wire and days of the history follow from these two: they are changed with the hub stopped. */
function refuseOtherSite({ site: before }: Campus, { site: after }: Campus): void {
  if (before.id === after.id && before.timeZone === after.timeZone) return;
  const [was, is] = [before, after].map(({ id, timeZone }) => `${id}, ${timeZone}`);
  throw new CommandFailure({
    zh: `校园编号或时区已改（原为 ${was}，现为 ${is}）。这两项须停止系统后再改；请改回，或重新启动。`,
    en: `The site's id or time zone was changed (from ${was} to ${is}). Both need a restart: change them back, or start anew.`,
  });
}
