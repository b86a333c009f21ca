// The time in which the hub was away, lived through fast: an agent's own sample flow and outbox on a clock of its own.
import { type Campus, type Point, zoneSpans } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { ManualClock } from '@campus/runtime';
import { dayIn } from '../../edge-agent/campus-day.ts';
import type { AgentOutboxes } from '../../edge-agent/outbox/agent-outboxes.ts';
import { partOfCampus } from '../../edge-agent/part-of-campus.ts';
import { PollPlan } from '../../edge-agent/poll-plan.ts';
import { LastSent } from '../../edge-agent/sampling/report-by-exception.ts';
import { SampleFlow } from '../../edge-agent/sampling/sample-flow.ts';
import { openAgentOutboxes } from './outbox-reading.ts';

export interface Outage {
  readonly fromMs: number;
  readonly rounds: number;
  readonly periodMs: number;
  /** Points that gave a sample in each round. */
  readonly pointIds: readonly string[];
  /** By point: the sum of all its values. */
  readonly sums: Float64Array;
}

export interface OutageSize {
  readonly rounds: number;
  readonly points: number;
  readonly periodMs: number;
  /** Points that are made durable at once; all of a round where left out. */
  readonly group?: number;
}

/** Tenths, as most sensors tell; a point with a wider deadband moves by it. */
const smallestStep = 0.1;

/** Values as a campus has them: slow waves with noise, and counters; each differs from the last by the deadband. */
function outageValue({ deadband, counter }: Point, at: number, round: number): number {
  const step = Math.max(deadband, smallestStep);
  const wave = Math.round(100 * Math.sin((round + 37 * at) / 500));
  const steps = counter ? 3 * round + at : 1_000 + 2 * wave + 5 * (round % 2);
  return Math.round(steps * step * 1_000) / 1_000;
}

/** Fills the outbox of an agent's folder with rounds of samples that end at `endMs`; the agent does not run. */
export async function fillOutbox(
  agentFolder: string,
  campus: Campus,
  gatewayId: string,
  { rounds, points, periodMs, group = points }: OutageSize,
  endMs: number,
): Promise<Outage> {
  const plan = new PollPlan(partOfCampus(campus, gatewayId, deviceModels));
  if (plan.points.length < points) throw new Error(`${gatewayId} has ${plan.points.length} points only`);
  const fromMs = endMs - rounds * periodMs;
  const clock = new ManualClock(fromMs);
  const outboxes = openAgentOutboxes(
    agentFolder,
    plan.points.map(({ pointId }) => pointId),
    clock,
  );
  await outboxes.open();
  const before = waitingIn(outboxes);
  const flow = new SampleFlow({
    points: plan.points,
    lastSent: new LastSent(plan.points),
    outbox: outboxes.samples,
    clock,
    dayOf: dayIn(zoneSpans(campus.site.timeZone)),
    publish: () => {},
  });
  const sums = new Float64Array(points);
  for (let round = 0; round < rounds; round++) {
    for (let point = 0; point < points; point++) {
      const value = outageValue(plan.points[point]!, point, round);
      flow.accept(point, clock.now(), value, 0);
      sums[point]! += value;
      if ((point + 1) % group === 0) await flow.flush();
    }
    await flow.flush();
    clock.advance(periodMs);
  }
  await flow.close();
  const kept = waitingIn(outboxes) - before;
  await outboxes.close();
  if (kept !== rounds * points) throw new Error(`${kept} of ${rounds * points} samples are kept`);
  const pointIds = plan.points.slice(0, points).map(({ pointId }) => pointId);
  return { fromMs, rounds, periodMs, pointIds, sums };
}

function waitingIn(outboxes: AgentOutboxes): number {
  return outboxes.books().days.reduce((sum, { waiting }) => sum + waiting, 0);
}
