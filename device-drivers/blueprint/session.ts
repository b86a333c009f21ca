// A session with one endpoint: one loop that connects, reads each point at its period and lets commands go first.
// Copy this shape; a protocol that subscribes has no reading loop but the same connecting one.
import { connect, type Socket } from 'node:net';
import { type Point, type StatusName, status } from '@campus/campus-model/plain';
import { TroubleLog } from '@campus/runtime/plain';
import { Backoff } from '../backoff.ts';
import type {
  DriverContext,
  DriverPoint,
  DriverSession,
  DriverSink,
  EndpointPlan,
  Reading,
  WriteResult,
} from '../driver.ts';
import { Rest } from '../rest.ts';
import { deliver, judgeValue, missing } from '../sampling.ts';
import { tooLate } from '../too-late.ts';
import { decodeAnswer, encodeRead, encodeWrite } from './codec.ts';
import type { BlueprintDevice, BlueprintEndpoint, BlueprintPoint } from './settings.ts';

const defaultPeriodMs = 1_000;
/** Longest line that is kept while its end is awaited; what sends more speaks something else. */
const longestLine = 1_000;

/** The loop looks again at least this often. */
const longestRestMs = 60_000;

interface Place {
  readonly driverPoint: DriverPoint;
  readonly name: string;
  /** Monotonic. */
  dueAt: number;
}

export class BlueprintSession implements DriverSession {
  readonly #settings: BlueprintEndpoint;
  readonly #plan: EndpointPlan;
  readonly #sink: DriverSink;
  readonly #context: DriverContext;
  readonly #places: readonly Place[];
  readonly #trouble: TroubleLog;
  readonly #backoff: Backoff;
  readonly #rest: Rest;
  #socket: Socket | null = null;
  #takeLine: ((line: string | null) => void) | null = null;
  #isOnline: boolean | null = null;
  #isClosed = false;
  #loop: Promise<void> | null = null;
  /** The request in flight: the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    this.#settings = plan.endpoint.settings as BlueprintEndpoint;
    this.#plan = plan;
    this.#sink = sink;
    this.#context = context;
    this.#trouble = new TroubleLog(context.log);
    this.#backoff = new Backoff(context.random ?? Math.random);
    this.#rest = new Rest(context.clock);
    this.#places = plan.devices.flatMap(({ device, points }) => {
      const { prefix } = device.address as BlueprintDevice;
      return points.map((driverPoint) => {
        const { name } = driverPoint.point.address as BlueprintPoint;
        return { driverPoint, name: `${prefix}.${name}`, dueAt: 0 };
      });
    });
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async write(point: Point, value: number, notAfterMs = Number.POSITIVE_INFINITY): Promise<WriteResult> {
    const { name } = this.#placeOf(point);
    if (!point.write) return { ok: false, reason: 'not-writable', detail: `${point.pointId} is read only` };
    const line = encodeWrite(name, value);
    if (!line) return { ok: false, reason: 'value-out-of-range', detail: `${value} cannot be sent` };
    let isLate = false;
    const answer = await this.#ask(line, () => {
      isLate = this.#context.clock.monotonic() > notAfterMs;
      return !isLate;
    });
    if (isLate) return tooLate;
    if (answer === null)
      return { ok: false, reason: 'device-silent', detail: 'no answer', mayHaveActed: true };
    if (decodeAnswer(name, answer) === value) return { ok: true };
    return { ok: false, reason: 'command-refused-by-device', detail: answer };
  }

  async read(point: Point): Promise<Reading> {
    const { name } = this.#placeOf(point);
    const answer = await this.#ask(encodeRead(name));
    if (answer === null) return missing(status.timeout);
    const value = decodeAnswer(name, answer);
    return value === null ? missing(status.decodingError) : judgeValue(point, value);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#rest.wake();
    this.#socket?.destroy();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const why = await this.#serve();
      if (this.#isClosed) break;
      this.#lost(why);
      await this.#rest.for(this.#backoff.next());
    }
  }

  /** Connects and reads until the connection ends; resolves with the reason. */
  async #serve(): Promise<string> {
    const { host, port } = this.#settings;
    const socket = connect({ host, port });
    let why = 'closed by the other side';
    this.#socket = socket;
    socket.on('error', (error) => {
      why = error.message;
    });
    this.#takeLines(socket);
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const connected = new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    await Promise.race([connected, ended]);
    while (!socket.destroyed && !this.#isClosed) await this.#readDue();
    socket.destroy();
    await ended;
    return why;
  }

  #takeLines(socket: Socket): void {
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      if (rest.length > longestLine) socket.destroy();
      for (const line of lines) this.#takeLine?.(line);
    });
    socket.once('close', () => {
      this.#takeLine?.(null);
      this.#rest.wake();
    });
  }

  async #readDue(): Promise<void> {
    const { clock } = this.#context;
    const next = this.#places.toSorted((a, b) => a.dueAt - b.dueAt)[0];
    const waitMs = (next?.dueAt ?? Number.POSITIVE_INFINITY) - clock.monotonic();
    if (!next || waitMs > 0) return this.#rest.for(Math.min(waitMs, longestRestMs));
    const { point } = next.driverPoint;
    next.dueAt = clock.monotonic() + (point.periodMs ?? defaultPeriodMs);
    const reading = await this.read(point);
    if (this.#isClosed) return;
    if (reading.status !== status.timeout) this.#arrived();
    deliver(this.#sink, next.driverPoint, clock.now(), reading);
  }

  /** Sends a line, if it still may leave at its turn, and waits for the next one; null where none comes in time. */
  #ask(line: string, mayLeave = () => true): Promise<string | null> {
    const answer = this.#last.then(() => (mayLeave() ? this.#exchange(line) : null));
    this.#last = answer;
    return answer;
  }

  #exchange(line: string): Promise<string | null> {
    const socket = this.#socket;
    if (!socket || socket.destroyed || socket.connecting) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (answer: string | null): void => {
        this.#takeLine = null;
        cancel();
        resolve(answer);
      };
      // A late answer must not be taken for the next one, so the connection ends with it.
      const cancel = this.#context.clock.after(this.#settings.timeoutMs, () => socket.destroy());
      this.#takeLine = settle;
      socket.write(line);
    });
  }

  #arrived(): void {
    this.#backoff.reset();
    this.#trouble.back(this.#plan.endpoint.id);
    this.#tell(true, 'good');
  }

  #lost(why: string): void {
    this.#trouble.lost(this.#plan.endpoint.id, why);
    if (this.#isOnline === false) return;
    const gone = missing(status.notConnected);
    for (const { driverPoint } of this.#places)
      deliver(this.#sink, driverPoint, this.#context.clock.now(), gone);
    this.#tell(false, 'notConnected');
  }

  #tell(isOnline: boolean, reason: StatusName): void {
    if (this.#isOnline === isOnline) return;
    this.#isOnline = isOnline;
    for (const { device } of this.#plan.devices) this.#sink.deviceState(device.id, isOnline, reason);
  }

  #placeOf(point: Point): Place {
    const place = this.#places.find(({ driverPoint }) => driverPoint.point.pointId === point.pointId);
    if (!place) throw new Error(`${point.pointId} is not on endpoint ${this.#plan.endpoint.id}`);
    return place;
  }
}
