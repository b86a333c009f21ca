// What a projector is asked, and when: points that one command answers are one question.
import type { DriverPoint, EndpointPlan } from '../driver.ts';
import { headerOf, type Item, items } from './items.ts';
import type { PjlinkModel, PjlinkPoint } from './settings.ts';

const defaultPeriodMs = 1_000;
/** Names and versions are asked no oftener than this, within the shortest heartbeat of such points. */
const steadyPeriodMs = 20_000;
/** What is not available now (standby, warming up) is asked no oftener than this. */
const unavailablePeriodMs = 3_000;
/** A command that stays without an answer while others get theirs is given up after this many, for this long. */
const givenUpAfter = 3;
const givenUpForMs = 60_000;
/** A command that the projector does not know is tried again after this: its firmware may have been renewed. */
const undefinedForMs = 600_000;

export interface Place {
  readonly driverPoint: DriverPoint;
  readonly item: Item;
  readonly address: PjlinkPoint;
  readonly question: Question;
}

export interface Question {
  /** `%1POWR` */
  readonly header: string;
  readonly places: Place[];
  periodMs: number;
  /** Monotonic. */
  dueAt: number;
  /** Monotonic: until then the answer is known to be ERR1. */
  undefinedUntil: number;
  /** Failures in a row of this very question. */
  failures: number;
}

export class Questions {
  readonly all: readonly Question[];
  readonly places: readonly Place[];

  constructor(plan: EndpointPlan) {
    const questions = new Map<string, Question>();
    for (const { model, points } of plan.devices) {
      for (const driverPoint of points)
        addPlace(questions, driverPoint, (model.settings as PjlinkModel).class);
    }
    this.all = [...questions.values()];
    this.places = this.all.flatMap(({ places }) => places);
  }

  /** The question that is due longest, and how long that is still ahead; null where nothing is ever asked. */
  next(nowMs: number): { readonly question: Question; readonly waitMs: number } | null {
    let next: Question | null = null;
    for (const question of this.all) if (!next || question.dueAt < next.dueAt) next = question;
    return next && { question: next, waitMs: Math.max(0, next.dueAt - nowMs) };
  }

  asked(question: Question, nowMs: number): void {
    question.failures = 0;
    question.dueAt = nowMs + question.periodMs;
  }

  /** No answer: the others go first. True where its points are believed no longer. */
  failed(question: Question, nowMs: number): boolean {
    question.failures++;
    const isGivenUp = question.failures >= givenUpAfter;
    question.dueAt = nowMs + (isGivenUp ? givenUpForMs : question.periodMs);
    return isGivenUp;
  }

  unavailable(question: Question, nowMs: number): void {
    question.failures = 0;
    question.dueAt = nowMs + Math.max(question.periodMs, unavailablePeriodMs);
  }

  undefinedCommand(question: Question, nowMs: number): void {
    question.failures = 0;
    question.undefinedUntil = nowMs + undefinedForMs;
    question.dueAt = nowMs + Math.max(question.periodMs, unavailablePeriodMs);
  }

  /** Asked next, whatever their period; a command's four letters, or all. */
  hasten(nowMs: number, body?: string): void {
    for (const question of this.all) {
      if (body === undefined || question.header.endsWith(body))
        question.dueAt = Math.min(question.dueAt, nowMs);
    }
  }
}

function addPlace(questions: Map<string, Question>, driverPoint: DriverPoint, ofClass: 1 | 2): void {
  const address = driverPoint.point.address as PjlinkPoint;
  const item = items[address.item];
  const header = headerOf(item, ofClass);
  const wantedMs = driverPoint.point.periodMs ?? defaultPeriodMs;
  const periodMs = item.isSteady ? Math.max(wantedMs, steadyPeriodMs) : wantedMs;
  const question = questions.get(header) ?? {
    header,
    places: [],
    periodMs,
    dueAt: 0,
    undefinedUntil: 0,
    failures: 0,
  };
  questions.set(header, question);
  question.periodMs = Math.min(question.periodMs, periodMs);
  question.places.push({ driverPoint, item, address, question });
}
