// Which requests bring a meter's points: a block where the model knows one for several of them, else one an item.
import type { DriverDevice, DriverPoint } from '../driver.ts';
import type { PollRead } from '../polling/dialect.ts';
import type { Dlt645Model, Dlt645PointAddress } from './settings.ts';

/** For a point that names no period. */
const defaultPeriodMs = 5_000;

export interface MeterSpan {
  readonly driverPoint: DriverPoint;
  /** Where in the answer's data its item begins, the identifier left out. */
  readonly at: number;
}

export interface MeterRead {
  readonly id: string;
  readonly spans: readonly MeterSpan[];
  /** What asks for the same one by one, where the meter does not have the block. */
  readonly instead?: readonly PollRead<MeterRead>[];
}

/** The request for one item. */
export function itemRead(points: readonly DriverPoint[]): MeterRead {
  return { id: idOf(points[0]!), spans: points.map((driverPoint) => ({ driverPoint, at: 0 })) };
}

export function readsOf({ model, points }: DriverDevice): PollRead<MeterRead>[] {
  const { blocks } = model.settings as Dlt645Model;
  const single = itemReads(points);
  const reads: PollRead<MeterRead>[] = [];
  for (const block of blocks) {
    const parts = single.filter(({ request }) => block.items.includes(request.id));
    if (parts.length < 2) continue;
    for (const part of parts) single.splice(single.indexOf(part), 1);
    const spans = parts.flatMap(({ request }) => {
      const at = block.items.indexOf(request.id) * block.itemBytes;
      return request.spans.map(({ driverPoint }) => ({ driverPoint, at }));
    });
    reads.push(pollRead({ id: block.id, spans, instead: parts }));
  }
  return [...reads, ...single];
}

/** One request an item: points of one status word share it. */
function itemReads(points: readonly DriverPoint[]): PollRead<MeterRead>[] {
  const byId = Map.groupBy(points, idOf);
  return [...byId.values()].map((sharing) => pollRead(itemRead(sharing)));
}

function pollRead(request: MeterRead): PollRead<MeterRead> {
  const points = request.spans.map(({ driverPoint }) => driverPoint);
  const periodMs = Math.min(...points.map(({ point }) => point.periodMs ?? defaultPeriodMs));
  return { points, periodMs, request };
}

function idOf({ point }: DriverPoint): string {
  return (point.address as Dlt645PointAddress).id;
}
