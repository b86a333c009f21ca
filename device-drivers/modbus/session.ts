// A session with one Modbus endpoint: connects and goes on connecting, takes commands. What goes over the connection is
// the traffic's, what is asked together the planner's, what bytes mean the codec's.
import { type Point, status } from '@campus/campus-model/plain';
import { Backoff } from '../backoff.ts';
import type {
  DriverContext,
  DriverSession,
  DriverSink,
  EndpointPlan,
  PlanRow,
  Reading,
  WriteResult,
} from '../driver.ts';
import { Rest } from '../rest.ts';
import { missing } from '../sampling.ts';
import { tooLate } from '../too-late.ts';
import { unitsOf } from './addressing.ts';
import { type Answer, leavesOpen, statusNameOf, writeErrorOf } from './answer.ts';
import { Health } from './health.ts';
import { LearnedPlaces } from './learned-places.ts';
import type { Ending, LinkListener, ModbusLink } from './link.ts';
import { readEcho, readRequest, readValues } from './messages.ts';
import { isRtu, mostInFlight, openLink, restAfterFailureMs } from './open-link.ts';
import { planRows } from './plan-rows.ts';
import { readingOf } from './samples.ts';
import { Schedule } from './schedule.ts';
import type { ModbusEndpoint } from './settings.ts';
import { Traffic } from './traffic.ts';
import type { ModbusUnit, PointSpan } from './unit.ts';
import { writeRequest } from './write-request.ts';

interface PointPlace {
  readonly unit: ModbusUnit;
  readonly span: PointSpan;
}

export class ModbusSession implements DriverSession {
  readonly #settings: ModbusEndpoint;
  readonly #context: DriverContext;
  readonly #endpointId: string;
  readonly #units: readonly ModbusUnit[];
  readonly #schedule: Schedule;
  readonly #health: Health;
  readonly #traffic: Traffic;
  readonly #learned: LearnedPlaces;
  readonly #backoff: Backoff;
  readonly #rest: Rest;
  #link: ModbusLink | null = null;
  #isClosed = false;
  #loop: Promise<void> | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    const { clock } = context;
    this.#settings = plan.endpoint.settings as ModbusEndpoint;
    this.#context = context;
    this.#endpointId = plan.endpoint.id;
    this.#units = unitsOf(plan);
    this.#schedule = new Schedule(this.#units, this.#settings.timeoutMs, restAfterFailureMs(this.#settings));
    this.#health = new Health(this.#endpointId, this.#units, this.#schedule, sink, context);
    this.#learned = new LearnedPlaces(this.#endpointId, this.#units, context);
    this.#backoff = new Backoff(context.random ?? Math.random);
    this.#rest = new Rest(clock);
    this.#traffic = new Traffic({
      settings: this.#settings,
      schedule: this.#schedule,
      health: this.#health,
      sink,
      clock,
      mostInFlight: mostInFlight(this.#settings, this.#units),
      onLearned: () => this.#learned.changed(),
    });
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  plan(): readonly PlanRow[] {
    return planRows(this.#units);
  }

  async write(point: Point, value: number, notAfterMs?: number): Promise<WriteResult> {
    const { unit, span } = this.#placeOf(point);
    const wanted = writeRequest(unit, span, value);
    if (!wanted.ok) return wanted;
    const { request } = wanted;
    return new Promise((resolve) => {
      this.#traffic.urge({
        unit,
        request,
        settle: (body) => {
          const answer = body.ok ? readEcho(request, body.value) : body;
          unit.hasten(span, this.#context.clock.monotonic());
          resolve(writeResultOf(answer));
          return answer;
        },
        refuse: (detail) => resolve({ ok: false, reason: 'device-silent', detail }),
        ...(notAfterMs === undefined ? {} : { notAfterMs, expire: () => resolve(tooLate) }),
      });
    });
  }

  async read(point: Point): Promise<Reading> {
    const { unit, span } = this.#placeOf(point);
    const block = unit.blockFor(span);
    const request = readRequest(unit.id, block.table, block.start, block.count);
    const isResting = unit.retryAt > this.#context.clock.monotonic();
    if (isResting && isRtu(this.#settings)) return missing(status.timeout);
    return new Promise((resolve) => {
      this.#traffic.urge({
        unit,
        request,
        settle: (body) => {
          const answer = body.ok ? readValues(request, block.table, block.count, body.value) : body;
          if (answer.ok) resolve(readingOf(span, block, answer.value));
          else resolve(missing(status[statusNameOf(answer.failure)]));
          return answer;
        },
        refuse: () => resolve(missing(status.notConnected)),
      });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#link?.drop('closed by us');
    this.#rest.wake();
    await this.#loop;
    this.#traffic.refuseUrgent('the session is closed');
    await this.#learned.close();
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#context;
    await this.#learned.recall();
    if (log.isLevelEnabled('debug'))
      log.debug({ endpoint: this.#endpointId, plan: this.plan() }, 'poll plan');
    this.#schedule.begin(clock.monotonic());
    while (!this.#isClosed) {
      const ending = await this.#serve();
      if (!this.#isClosed) await this.#ended(ending);
    }
  }

  /** One connection, from its begin to its end. */
  async #serve(): Promise<Ending> {
    const { promise: lost, resolve: onLost } = Promise.withResolvers<void>();
    const listener: LinkListener = {
      onFree: () => this.#traffic.pump(),
      onLost,
      onLate: (id) => this.#units.find((unit) => unit.id === id)?.answeredLate(),
    };
    const most = mostInFlight(this.#settings, this.#units);
    const link = openLink(this.#settings, most, this.#context.clock, listener);
    this.#link = link;
    this.#health.beginConnection();
    if ((await link.connect()) && !this.#isClosed) {
      this.#traffic.begin(link);
      await lost;
      this.#traffic.end();
    } else link.drop('closed by us');
    await link.closed();
    if (this.#health.hasAnswered) this.#backoff.reset();
    return link.ending;
  }

  /**
   * After a connection. What one unit's answer did to it costs the others nothing: it is made anew at once, nothing
   * is forgotten, and waiting commands go on. Where no unit answers any more it is the endpoint that fails.
   */
  async #ended(ending: Ending): Promise<void> {
    const health = this.#health;
    const culprit = this.#units.find(({ id }) => id === ending.culprit);
    if (culprit) health.failed(culprit, ending.failure);
    else this.#traffic.beCareful();
    if (ending.kind === 'spoilt' && !health.isAllSilent) return;
    if (!health.hasAnswered) health.lost(ending.failure);
    this.#traffic.refuseUrgent('not connected');
    await this.#rest.for(this.#backoff.next());
    const isForgiven = !culprit && (ending.kind === 'lost' || health.isAllSilent);
    if (isForgiven) this.#schedule.begin(this.#context.clock.monotonic());
  }

  /** Looked for where a person commands: a table of all points would cost more than it saves. */
  #placeOf({ pointId }: Point): PointPlace {
    for (const unit of this.#units) {
      const span = unit.spans.find(({ driverPoint }) => driverPoint.point.pointId === pointId);
      if (span) return { unit, span };
    }
    throw new Error(`${pointId} is not on endpoint ${this.#endpointId}`);
  }
}

function writeResultOf(answer: Answer<null>): WriteResult {
  if (answer.ok) return { ok: true };
  const { failure } = answer;
  const mayHaveActed = leavesOpen(failure);
  return { ok: false, reason: writeErrorOf(failure), detail: failure.detail, mayHaveActed };
}
