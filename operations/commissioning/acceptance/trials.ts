// Trials: an output is operated through the ordinary commands, and for some seconds the hub looks which points of the gateway move.
// Who may command is judged by the caller; what a trial shows is judged by `whatMoved`.
import { randomUUID } from 'node:crypto';
import {
  CampusError,
  type Command,
  codesOf,
  type Identity,
  isFinal,
  mostMovementsKept,
  type Point,
  type TrialEvidence,
  type TrialOrder,
  type TrialPoint,
  type TrialResult,
  type TrialView,
  whatMoved,
} from '@campus/campus-model';
import type { Clock, Log } from '@campus/runtime';
import type { LatestValues } from '@campus/telemetry-store';
import type { Commands } from '../../commands/commands.ts';
import { type CampusPlaces, readbackOf } from './campus-places.ts';
import type { PointWatch } from './point-watch.ts';
import { Recording } from './recording.ts';

/** A trial lasts as long as the readback may take, and this for what follows it (light, power, current). */
const followMs = 6_000;
const longestTrialMs = 60_000;
/** What is tried stands for so long: then whatever held the output before takes it over again. */
const holdMs = 5 * 60_000;
/** A fitter has two hands. */
const mostRunning = 10;
/** Results that a verdict may still refer to: a day of work; a restart forgets them, and a trial is quickly made again. */
const mostKept = 500;
/** Points looked at: the device's, its room's, then those of the gateway. */
const mostWatched = 5_000;
const mostMovementsShown = 30;
/** Orders so shortly before may still be moving things. */
const recentMs = 10_000;
const recentOrders = 50;

interface TrialParts {
  readonly places: CampusPlaces;
  readonly latest: Pick<LatestValues, 'indexOf' | 'at' | 'onBatch'>;
  readonly commands: Pick<Commands, 'request' | 'get' | 'list' | 'onChange'>;
  readonly watch: Pick<PointWatch, 'touch' | 'memory'>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Trial {
  readonly id: string;
  readonly order: TrialOrder & { readonly orderedMeanwhile: string[] };
  readonly points: readonly TrialPoint[];
  readonly startedAt: number;
  endsAt: number;
  command: Command;
  /** Null once it is over. */
  recording: Recording | null;
  result: TrialResult;
}

const nothingYet: TrialResult = { movements: [], findings: [], hasFollowed: false };

export class Trials {
  readonly #parts: TrialParts;
  /** By id, oldest first. */
  readonly #trials = new Map<string, Trial>();
  readonly #ends = new Map<string, () => void>();
  /** The last trial of each output. */
  readonly #lastOf = new Map<string, Trial>();

  constructor(parts: TrialParts) {
    this.#parts = parts;
  }

  /** Throws what `Commands.request` throws, and CampusError `too-many-requests` where many run at once. */
  async start(
    identity: Identity,
    { pointId, value }: { pointId: string; value: number },
  ): Promise<TrialView> {
    if (this.#ends.size >= mostRunning) throw new CampusError('too-many-requests');
    const { places, latest, commands, clock } = this.#parts;
    const point = places.campus.points.get(pointId);
    const readback = point && readbackOf(point);
    if (!point || !readback) throw new CampusError(point ? 'not-writable' : 'not-found', pointId);
    const orderedMeanwhile = await this.#recentlyOrdered(pointId);
    const points = this.#pointsAround(point);
    const recording = new Recording(
      latest,
      points.map((each) => each.pointId),
      clock,
    );
    const startedAt = clock.now();
    recording.send();
    const command = await commands.request({ pointId, value, holdMs, identity }).catch((error: unknown) => {
      recording.end();
      throw error;
    });
    const tolerance = point.write?.tolerance ?? 0;
    const order = {
      pointId,
      value,
      tolerance,
      readback,
      witness: point.write?.witness?.point ?? null,
      orderedMeanwhile,
    };
    const lastsMs = Math.min(longestTrialMs, (point.write?.settleMs ?? 0) + followMs);
    const id = randomUUID();
    const endsAt = startedAt + lastsMs;
    const trial: Trial = { id, order, points, startedAt, endsAt, command, recording, result: nothingYet };
    this.#keep(trial, lastsMs);
    return this.view(id);
  }

  /** Throws CampusError `not-found`. */
  async view(id: string): Promise<TrialView> {
    const trial = this.#trials.get(id);
    if (!trial) throw new CampusError('not-found', `trial "${id}"`);
    trial.command = (await this.#parts.commands.get(trial.command.id)) ?? trial.command;
    if (!reachedDevice(trial.command)) this.#end(trial);
    this.#judge(trial);
    return this.#viewOf(trial);
  }

  /** What the last finished trial of an output showed, where it was of this command. */
  evidence(pointId: string, commandId: string | undefined): TrialEvidence | null {
    const last = this.#lastOf.get(pointId);
    if (!last || last.recording || last.command.id !== commandId) return null;
    const { movements, findings, hasFollowed } = last.result;
    return { hasFollowed, movements: movements.slice(0, mostMovementsKept), findings: [...findings] };
  }

  close(): void {
    for (const trial of this.#trials.values()) this.#end(trial);
  }

  /** Outputs that were ordered just before: what they move is not this order's doing. */
  async #recentlyOrdered(pointId: string): Promise<string[]> {
    const { commands, clock } = this.#parts;
    const since = clock.now() - recentMs;
    const recent = await commands.list({ limit: recentOrders });
    return recent
      .filter((each) => each.requestedAt >= since && each.pointId !== pointId)
      .map((each) => each.pointId);
  }

  #pointsAround(point: Point): TrialPoint[] {
    const { places, watch } = this.#parts;
    watch.touch();
    const around = [...places.campus.points.values()].filter(
      ({ gatewayId }) => gatewayId === point.gatewayId,
    );
    const nearness = (each: Point) =>
      each.deviceId === point.deviceId ? 0 : each.spaceId === point.spaceId ? 1 : 2;
    const nearest = around.length > mostWatched ? around.sort((a, b) => nearness(a) - nearness(b)) : around;
    return nearest.slice(0, mostWatched).map((each) => this.#trialPoint(each));
  }

  #trialPoint(point: Point): TrialPoint {
    const { places, watch } = this.#parts;
    const device = places.campus.devices.get(point.deviceId);
    const { pointId, unit, decimals, deadband, states = null, quantity } = point;
    return {
      pointId,
      name: {
        zh: [device?.name.zh, point.name.zh].join(' · '),
        en: [device?.name.en, point.name.en].join(' · '),
      },
      unit,
      decimals,
      isCoded: codesOf({ states, quantity }) !== null,
      stateNames: states,
      isCounter: point.counter ?? false,
      deadband,
      usualStep: watch.memory(pointId)?.usualStep ?? 0,
      readbackOf: places.outputOf(pointId),
    };
  }

  #keep(trial: Trial, lastsMs: number): void {
    this.#trials.set(trial.id, trial);
    this.#lastOf.set(trial.order.pointId, trial);
    const stopListening = this.#parts.commands.onChange((changed) => {
      for (const command of changed) {
        if (command.id === trial.command.id) trial.command = command;
        else if (command.pointId !== trial.order.pointId) trial.order.orderedMeanwhile.push(command.pointId);
      }
    });
    const cancel = this.#parts.clock.after(lastsMs, () => this.#end(trial));
    this.#ends.set(trial.id, () => {
      cancel();
      stopListening();
    });
    if (this.#trials.size > mostKept) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#trials.values();
    if (!oldest) return;
    this.#end(oldest);
    this.#trials.delete(oldest.id);
    if (this.#lastOf.get(oldest.order.pointId) === oldest) this.#lastOf.delete(oldest.order.pointId);
  }

  #end(trial: Trial): void {
    if (!trial.recording) return;
    this.#ends.get(trial.id)?.();
    this.#ends.delete(trial.id);
    const result = whatMoved(trial.order, trial.points, trial.recording.samples(), true);
    trial.result = reachedDevice(trial.command) ? result : { ...result, findings: [] };
    trial.endsAt = Math.min(trial.endsAt, this.#parts.clock.now());
    trial.recording.end();
    trial.recording = null;
  }

  #judge(trial: Trial): void {
    if (!trial.recording) return;
    trial.result = whatMoved(trial.order, trial.points, trial.recording.samples(), false);
  }

  #viewOf({ id, order, points, startedAt, endsAt, command, recording, result }: Trial): TrialView {
    const known = new Map(points.map((point) => [point.pointId, point]));
    const { campus } = this.#parts.places;
    return {
      id,
      pointId: order.pointId,
      value: order.value,
      startedAt,
      endsAt,
      isOver: recording === null,
      watched: points.length,
      command,
      hasFollowed: result.hasFollowed,
      findings: [...result.findings],
      movements: result.movements.slice(0, mostMovementsShown).map((movement) => ({
        ...movement,
        name: known.get(movement.pointId)!.name,
        unit: known.get(movement.pointId)!.unit,
        decimals: known.get(movement.pointId)!.decimals,
        states: known.get(movement.pointId)!.stateNames,
        quantity: campus.points.get(movement.pointId)?.quantity ?? 'count',
        spaceId: campus.points.get(movement.pointId)?.spaceId ?? '',
      })),
    };
  }
}

/** False where an order surely went no further than the gateway: then nothing that moved, or did not, tells of wiring. */
function reachedDevice({ state, reason }: Command): boolean {
  if (!isFinal(state) || state === 'confirmed' || state === 'unknown') return true;
  return state === 'failed' && (reason === undefined || reason === 'command-not-confirmed');
}
