// A session with one OPC UA server: makes links one after the other, hands their values on, carries commands.
import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Point, type StatusName, status } from '@campus/campus-model/plain';
import { TroubleLog } from '@campus/runtime/plain';
import type { DataValue, StatusCode } from 'node-opcua';
import { Backoff } from '../backoff.ts';
import type {
  DriverContext,
  DriverDevice,
  DriverPoint,
  DriverSession,
  DriverSink,
  EndpointPlan,
  Reading,
  WriteResult,
} from '../driver.ts';
import { RepeatingSink } from '../repeating-sink.ts';
import { Rest } from '../rest.ts';
import { missing } from '../sampling.ts';
import { decode, encode } from './codec.ts';
import { type Item, OpcuaLink } from './link.ts';
import type { OpcuaDevice, OpcuaEndpoint, OpcuaPointAddress } from './settings.ts';

const defaultSamplingMs = 1_000;

interface Variable extends Item {
  readonly driverPoint: DriverPoint;
  readonly scale: number;
}

export class OpcuaSession implements DriverSession {
  readonly #settings: OpcuaEndpoint;
  readonly #sink: RepeatingSink;
  readonly #context: DriverContext;
  readonly #endpointId: string;
  readonly #devices: readonly DriverDevice[];
  readonly #variables: readonly Variable[];
  readonly #byPoint: ReadonlyMap<string, Variable>;
  readonly #trouble: TroubleLog;
  readonly #backoff: Backoff;
  readonly #rest: Rest;
  readonly #online = new Map<string, boolean>();
  /** By device: how many of its variables the server does not have. */
  readonly #refusals = new Map<string, number>();
  #link: OpcuaLink | null = null;
  #isClosed = false;
  #loop: Promise<void> | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    this.#settings = plan.endpoint.settings as OpcuaEndpoint;
    this.#sink = new RepeatingSink(plan, sink, context.clock);
    this.#context = context;
    this.#endpointId = plan.endpoint.id;
    this.#devices = plan.devices;
    this.#variables = variablesOf(plan);
    this.#byPoint = new Map(this.#variables.map((it) => [it.driverPoint.point.pointId, it]));
    this.#trouble = new TroubleLog(context.log);
    this.#backoff = new Backoff(context.random ?? Math.random);
    this.#rest = new Rest(context.clock);
  }

  start(): void {
    this.#sink.start();
    this.#loop ??= this.#run();
  }

  async write(point: Point, value: number): Promise<WriteResult> {
    const { nodeId, scale } = this.#variableOf(point);
    const link = this.#link;
    if (!point.write) return { ok: false, reason: 'not-writable', detail: `${point.pointId} is read only` };
    if (!link || link.isEnded) return { ok: false, reason: 'device-silent', detail: 'not connected' };
    try {
      const variant = encode(value, scale, await link.typeOf(nodeId));
      if (!variant) {
        return { ok: false, reason: 'value-out-of-range', detail: `${nodeId} cannot hold ${value}` };
      }
      const code = await link.write(nodeId, variant);
      if (code.isGoodish()) return { ok: true };
      return { ok: false, reason: 'command-refused-by-device', detail: code.toString() };
    } catch (error) {
      return { ok: false, reason: 'device-silent', detail: wordsOf(error), mayHaveActed: true };
    }
  }

  async read(point: Point): Promise<Reading> {
    const { nodeId, scale } = this.#variableOf(point);
    const link = this.#link;
    if (!link || link.isEnded) return missing(status.notConnected);
    try {
      const { value, status: code } = decode(
        point,
        scale,
        await link.read(nodeId),
        this.#context.clock.now(),
      );
      return { value, status: code };
    } catch {
      return missing(status.timeout);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sink.close();
    this.#rest.wake();
    await this.#link?.close();
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

  /** Opens a link and keeps it until it ends; resolves with the reason. */
  async #serve(): Promise<string> {
    const { clock, log } = this.#context;
    const events = {
      onValue: (item: number, data: DataValue) => this.#value(item, data),
      onRefusedItem: (item: number, code: StatusCode) => this.#refused(item, code),
    };
    let link: OpcuaLink | null = null;
    try {
      link = new OpcuaLink(this.#settings, this.#pkiFolder(), events, clock, log);
      this.#link = link;
      this.#refusals.clear();
      await link.open(this.#variables);
      this.#backoff.reset();
      this.#trouble.back(this.#endpointId);
      return await link.ended;
    } catch (error) {
      return wordsOf(error);
    } finally {
      this.#link = null;
      await link?.close();
    }
  }

  #value(item: number, data: DataValue): void {
    if (this.#isClosed) return;
    const { driverPoint, scale } = this.#variables[item]!;
    const { point, index } = driverPoint;
    const got = decode(point, scale, data, this.#context.clock.now());
    this.#setOnline(point.deviceId, true, 'good');
    this.#sink.sample(index, got.timeMs, got.value, got.status, got.text);
  }

  #refused(item: number, code: StatusCode): void {
    const { driverPoint, nodeId } = this.#variables[item]!;
    this.#trouble.lost(`${this.#endpointId} ${nodeId}`, code.toString());
    this.#miss(driverPoint, 'configurationError');
    const { deviceId } = driverPoint.point;
    const refused = (this.#refusals.get(deviceId) ?? 0) + 1;
    this.#refusals.set(deviceId, refused);
    const device = this.#devices.find((it) => it.device.id === deviceId);
    if (refused === device?.points.length) this.#setOnline(deviceId, false, 'configurationError');
  }

  #lost(why: string): void {
    this.#trouble.lost(this.#endpointId, why);
    for (const { device, points } of this.#devices) {
      if (this.#online.get(device.id) === false) continue;
      for (const point of points) this.#miss(point, 'notConnected');
      this.#setOnline(device.id, false, 'notConnected');
    }
  }

  #miss({ index }: DriverPoint, reason: StatusName): void {
    if (!this.#isClosed) this.#sink.sample(index, this.#context.clock.now(), Number.NaN, status[reason]);
  }

  #setOnline(deviceId: string, isOnline: boolean, reason: StatusName): void {
    if (this.#online.get(deviceId) === isOnline || this.#isClosed) return;
    this.#online.set(deviceId, isOnline);
    this.#sink.deviceState(deviceId, isOnline, reason);
  }

  #pkiFolder(): string {
    const folder =
      this.#settings.pkiFolder ??
      join(this.#context.folder ?? join(tmpdir(), `campus-${userInfo().uid}`), 'opcua-pki');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  #variableOf(point: Point): Variable {
    const variable = this.#byPoint.get(point.pointId);
    if (!variable) throw new Error(`${point.pointId} is not on endpoint ${this.#endpointId}`);
    return variable;
  }
}

function variablesOf(plan: EndpointPlan): Variable[] {
  let number = 0;
  return plan.devices.flatMap(({ device, points }) => {
    const { root } = device.address as OpcuaDevice;
    return points.map((driverPoint): Variable => {
      const { point } = driverPoint;
      const { node, scale = 1 } = point.address as OpcuaPointAddress;
      return {
        driverPoint,
        scale,
        nodeId: `${root}.${node}`,
        samplingMs: point.periodMs ?? defaultSamplingMs,
        deadband: point.quantity === 'text' ? 0 : point.deadband / scale,
        number: number++,
      };
    });
  });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
