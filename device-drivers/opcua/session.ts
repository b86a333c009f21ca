// A session with one OPC UA server: makes links one after the other, hands their values on, carries commands.
import { type Point, status } from '@campus/campus-model/plain';
import { TroubleLog } from '@campus/runtime/plain';
import type {
  DriverContext,
  DriverSession,
  DriverSink,
  EndpointPlan,
  Reading,
  WriteResult,
} from '../driver.ts';
import { RepeatingSink } from '../repeating-sink.ts';
import { Rest } from '../rest.ts';
import { missing } from '../sampling.ts';
import type { Surroundings } from './client.ts';
import { decode } from './codec.ts';
import { opcuaFolder } from './folder.ts';
import { type Item, itemsOf } from './item.ts';
import { type KeptSession, type LinkEvents, OpcuaLink } from './link.ts';
import { NodeIds } from './node-ids.ts';
import { carryOut } from './orders.ts';
import { Pacing } from './pace.ts';
import type { OpcuaEndpoint } from './settings.ts';
import { Told } from './told.ts';
import { Trouble, wordsOf } from './trouble.ts';

/** A link that lived this long is made anew at once, and its points stay as they are while that may succeed. */
const steadyMs = 1_000;
/** Longer than it takes to take up a session, shorter than anybody would act upon a value. */
const graceMs = 1_000;

export class OpcuaSession implements DriverSession {
  readonly #settings: OpcuaEndpoint;
  readonly #sink: RepeatingSink;
  readonly #context: DriverContext;
  readonly #endpointId: string;
  readonly #items: readonly Item[];
  readonly #byPoint: ReadonlyMap<string, Item>;
  readonly #told: Told;
  readonly #kept: KeptSession = { session: null, subscription: null, nodeIds: new NodeIds([]), failures: 0 };
  readonly #trouble: TroubleLog;
  /** What was told to be lost since all was well. */
  readonly #lostSubjects = new Set<string>();
  readonly #pacing: Pacing;
  readonly #rest: Rest;
  /** Items that are being read for their type. */
  readonly #reading = new Set<number>();
  #cancelGrace: (() => void) | null = null;
  #link: OpcuaLink | null = null;
  #isClosed = false;
  #loop: Promise<void> | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    const { clock, log, random = Math.random } = context;
    this.#settings = plan.endpoint.settings as OpcuaEndpoint;
    this.#sink = new RepeatingSink(plan, sink, clock);
    this.#context = context;
    this.#endpointId = plan.endpoint.id;
    this.#items = itemsOf(plan);
    this.#byPoint = new Map(this.#items.map((it) => [it.driverPoint.point.pointId, it]));
    this.#trouble = new TroubleLog(log);
    const onOverflow = (): void =>
      this.#trouble.lost(`${this.#endpointId} values`, 'more of them changed than the server keeps');
    this.#told = new Told(plan.devices, this.#items, this.#sink, clock, onOverflow);
    this.#pacing = new Pacing(random);
    this.#rest = new Rest(clock);
  }

  start(): void {
    this.#sink.start();
    this.#loop ??= this.#run();
  }

  async write(point: Point, value: number): Promise<WriteResult> {
    const item = this.#itemOf(point);
    const link = this.#link;
    if (!point.write) return { ok: false, reason: 'not-writable', detail: `${point.pointId} is read only` };
    if (!link || link.isEnded) return { ok: false, reason: 'device-silent', detail: 'not connected' };
    const result = await carryOut(link, item, value);
    if (result.ok) this.#told.commanded(item, value);
    return result;
  }

  async read(point: Point): Promise<Reading> {
    const { node, number, scale } = this.#itemOf(point);
    const link = this.#link;
    if (node === null) return missing(status.noCommunication);
    if (!link || link.isEnded) return missing(status.notConnected);
    try {
      const data = await link.read(node);
      if (!this.#told.isOfType(number, data)) return missing(status.decodingError);
      const got = decode(point, scale, data, this.#context.clock.now());
      return { value: got.value, status: got.status };
    } catch {
      return missing(status.timeout);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelGrace?.();
    this.#told.close();
    this.#sink.close();
    this.#rest.wake();
    await this.#link?.close(true);
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const { trouble, isSteady } = await this.#serve();
      if (this.#isClosed) break;
      if (isSteady) {
        this.#grace(trouble);
        continue;
      }
      this.#lost(trouble);
      await this.#rest.for(this.#pacing.next(trouble.pace));
    }
  }

  /** Opens a link and keeps it until it ends. */
  async #serve(): Promise<{ trouble: Trouble; isSteady: boolean }> {
    const { clock } = this.#context;
    const link = new OpcuaLink(this.#settings, this.#kept, this.#events(), this.#surroundings());
    this.#link = link;
    let openedAt: number | null = null;
    try {
      await link.open(this.#items);
      openedAt = clock.monotonic();
      this.#opened();
      const trouble = await link.ended;
      return { trouble, isSteady: clock.monotonic() - openedAt >= steadyMs };
    } catch (error) {
      return { trouble: error instanceof Trouble ? error : new Trouble(wordsOf(error)), isSteady: false };
    } finally {
      this.#link = null;
      await link.close(this.#isClosed);
    }
  }

  #events(): LinkEvents {
    const { log } = this.#context;
    const endpoint = this.#endpointId;
    return {
      onValue: (item, data) => {
        if (!this.#told.notified(item, data)) void this.#readForType(item);
      },
      onRefused: (item, code) => {
        this.#trouble.lost(`${this.#endpointId} ${item.node}`, code.toString());
        this.#told.refused(item);
      },
      onAnew: (present) => this.#told.beginAnew(present),
      onSettled: () => void this.#confirm(),
      onLost: () =>
        log.warn({ endpoint }, 'opcua: the server kept less than changed while the connection was down'),
    };
  }

  /** A value of another type than before: a server that was changed, or bytes that were spoilt on the way. */
  async #readForType(number: number): Promise<void> {
    const link = this.#link;
    const { node } = this.#items[number]!;
    if (!link || node === null || this.#reading.has(number)) return;
    this.#reading.add(number);
    try {
      const data = await link.read(node);
      if (link === this.#link) this.#told.readForType(number, data);
    } catch (error) {
      this.#context.log.debug({ endpoint: this.#endpointId, why: wordsOf(error) }, 'opcua: read for a type');
    } finally {
      this.#reading.delete(number);
    }
  }

  #surroundings(): Surroundings {
    const { clock, log, folder } = this.#context;
    const environment = process.env;
    return { endpointId: this.#endpointId, folder: opcuaFolder(folder), environment, clock, log };
  }

  #opened(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = null;
    this.#pacing.reset();
    for (const subject of this.#lostSubjects) this.#trouble.back(subject);
    this.#lostSubjects.clear();
  }

  /** Points that nothing was told of since the outage are read: what did not change is not notified again. */
  async #confirm(): Promise<void> {
    const link = this.#link;
    const asked = this.#told.missing;
    if (!link || asked.length === 0) return;
    try {
      const values = await link.readAll(asked.map(({ node }) => node ?? ''));
      if (link !== this.#link) return;
      for (const [index, { number }] of asked.entries()) this.#told.readAfterOutage(number, values[index]!);
    } catch (error) {
      this.#context.log.debug(
        { endpoint: this.#endpointId, why: wordsOf(error) },
        'opcua: read after an outage',
      );
    }
  }

  /** The next attempt is under way: only if it takes too long are the points said to be missing. */
  #grace(trouble: Trouble): void {
    this.#cancelGrace?.();
    this.#cancelGrace = this.#context.clock.after(graceMs, () => this.#lost(trouble));
  }

  #lost(trouble: Trouble): void {
    this.#cancelGrace?.();
    this.#cancelGrace = null;
    // Once for each subject until all is well again.
    const what = trouble.subject === '' ? this.#endpointId : `${this.#endpointId} ${trouble.subject}`;
    this.#lostSubjects.add(what);
    this.#trouble.lost(what, trouble.message);
    this.#told.allMissing(trouble.status);
  }

  #itemOf(point: Point): Item {
    const item = this.#byPoint.get(point.pointId);
    if (!item) throw new Error(`${point.pointId} is not on endpoint ${this.#endpointId}`);
    return item;
  }
}
