// The live stream: Socket.IO connections behind the one gate, told of changes tick by tick.
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import {
  type Alarm,
  authorise,
  type Command,
  type FloorPlace,
  type LiveClientEvents,
  type LiveServerEvents,
  mostWatchedPoints,
  type SampleBatch,
  status,
} from '@campus/campus-model';
import { Server } from 'socket.io';
import { z } from 'zod';
import { errorView } from '../error-view.ts';
import { alarmResource } from '../routes/alarms.ts';
import { commandResource } from '../routes/commands.ts';
import { isSameOrigin } from '../same-origin.ts';
import type { WebServerOptions } from '../services.ts';
import { LivePage, type LiveSocket, type SocketState } from './live-page.ts';
import { Watch, WatchIndex } from './watch-index.ts';

/** Changes are gathered this long: five messages a second are as live as an eye can use. */
const tickMs = 200;
/** How often silence is looked for and the rate of `watch` counted anew. */
const secondMs = 1000;
/** A revoked session is cut off within this time. */
const sessionCheckMs = 10_000;
/** A page whose connection takes nothing for so long is let go; it comes back by itself. */
const mostBlockedMs = 20_000;
/** Pages at once: a whole staff with several screens each; beyond, memory would be at risk. */
const mostPages = 1000;
/** A page changes its list when one navigates or scrolls; more in a second is a fault. */
const mostWatchesASecond = 30;
/** 5,000 point ids of 140 characters fit. */
const mostMessageBytes = 1_000_000;

const watchSchema = z.strictObject({
  generation: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  pointIds: z.array(z.string().max(140)).max(mostWatchedPoints),
});

type LiveServer = Server<LiveClientEvents, LiveServerEvents, Record<string, never>, SocketState>;

interface LiveStreamOptions extends WebServerOptions {
  /** The session token of a handshake's cookies, null where there is none. */
  readonly tokenOf: (cookies: string | undefined) => string | null;
}

export class LiveStream {
  readonly #options: LiveStreamOptions;
  readonly #io: LiveServer;
  readonly #pages = new Map<string, LivePage>();
  readonly #watches = new WatchIndex();
  readonly #watchCounts = new Map<LivePage, number>();
  readonly #endings: (() => void)[] = [];
  #gateways = '';

  constructor(http: HttpServer, options: LiveStreamOptions) {
    this.#options = options;
    this.#io = new Server(http, {
      path: '/live/',
      transports: ['websocket', 'polling'],
      serveClient: false,
      maxHttpBufferSize: mostMessageBytes,
      connectTimeout: 5000,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      perMessageDeflate: false,
      allowRequest: (request, answer) => this.#admit(request, answer),
    });
    this.#io.use((socket, next) => void this.#signIn(socket, next));
    this.#io.on('connection', (socket) => this.#welcome(socket));
    this.#listen();
  }

  get clients(): number {
    return this.#pages.size;
  }

  /** Ends all connections; the HTTP server itself is closed by its owner. */
  close(): void {
    for (const end of this.#endings) end();
    this.#io.disconnectSockets(true);
    this.#io.engine.close();
  }

  /** Places, devices or points are others now: each page asks for them anew. */
  campusChanged(): void {
    this.#io.emit('campus');
  }

  #listen(): void {
    const { clock, latest, operations } = this.#options;
    this.#endings.push(
      latest.onBatch((batch) => this.#onBatch(batch)),
      operations.alarms.onChange((alarms) => this.#onAlarms(alarms)),
      operations.commands.onChange((commands) => this.#onCommands(commands)),
      operations.plans.onChange((place) => this.#onPlan(place)),
      clock.every(tickMs, () => this.#tick()),
      clock.every(secondMs, () => this.#everySecond()),
      clock.every(sessionCheckMs, () => void this.#checkSessions()),
    );
  }

  /** Before a connection costs anything: only our own page, and only so many. */
  #admit(request: IncomingMessage, answer: (error: string | null, isAdmitted: boolean) => void): void {
    const isForeign = request.headers.origin !== undefined && !isSameOrigin(request.headers);
    const isFull = this.#io.engine.clientsCount >= mostPages;
    answer(isForeign ? 'forbidden' : isFull ? 'too-many-requests' : null, !isForeign && !isFull);
  }

  async #signIn(socket: LiveSocket, next: (error?: Error) => void): Promise<void> {
    try {
      const token = this.#options.tokenOf(socket.request.headers.cookie);
      const identity = token === null ? null : await this.#options.operations.accounts.identify(token);
      if (token === null || !identity) return next(refusal('sign-in-needed'));
      socket.data = { token, identity };
      next();
    } catch (error) {
      this.#options.log.error({ err: error }, 'live sign-in failed');
      next(refusal('internal'));
    }
  }

  #welcome(socket: LiveSocket): void {
    const page = new LivePage(socket);
    this.#pages.set(socket.id, page);
    socket.on('watch', (request) => this.#watch(page, request));
    socket.on('disconnect', () => this.#forget(page));
  }

  #forget(page: LivePage): void {
    this.#pages.delete(page.socket.id);
    this.#watchCounts.delete(page);
    if (page.watch) this.#watches.remove(page.watch);
    page.watch = null;
  }

  /** A page that asks what no page of ours would ask is let go. */
  #watch(page: LivePage, request: unknown): void {
    const parsed = watchSchema.safeParse(request);
    const asked = (this.#watchCounts.get(page) ?? 0) + 1;
    this.#watchCounts.set(page, asked);
    if (!parsed.success || asked > mostWatchesASecond) {
      this.#options.log.warn({ account: page.identity.account, asked }, 'live page let go: unusable watch');
      page.socket.disconnect(true);
      return;
    }
    if (page.watch) this.#watches.remove(page.watch);
    const { generation, pointIds } = parsed.data;
    page.watch = new Watch(
      generation,
      Int32Array.from(pointIds, (id) => this.#visiblePoint(page, id)),
    );
    page.watch.markAll();
    this.#watches.add(page.watch, (point) => this.#statusOf(point));
    page.flush(this.#options.latest, this.#options.clock.monotonic());
  }

  #visiblePoint(page: LivePage, pointId: string): number {
    const point = this.#options.campus.points.get(pointId);
    if (!point || !authorise(page.identity, 'point.read', point)) return -1;
    return this.#options.latest.indexOf(pointId);
  }

  #statusOf(point: number): number {
    return this.#options.latest.at(point)?.status ?? status.waitingForInitialData;
  }

  #onBatch({ length, point, status: codes }: SampleBatch): void {
    if (this.#watches.size === 0) return;
    for (let row = 0; row < length; row++) this.#watches.changed(point[row]!, codes[row]!);
  }

  #onAlarms(alarms: readonly Alarm[]): void {
    for (const page of this.#pages.values()) {
      for (const alarm of alarms) {
        if (authorise(page.identity, 'alarm.read', alarmResource(alarm))) page.addAlarm(alarm);
      }
    }
  }

  #onCommands(commands: readonly Command[]): void {
    for (const page of this.#pages.values()) {
      for (const command of commands) {
        const resource = commandResource(this.#options.campus, command);
        if (authorise(page.identity, 'command.read', resource)) page.addCommand(command);
      }
    }
  }

  #onPlan(place: FloorPlace): void {
    for (const { identity, socket } of this.#pages.values()) {
      if (authorise(identity, 'campus.read')) socket.emit('plan', place);
    }
  }

  #tick(): void {
    if (this.#pages.size === 0) return;
    this.#findGatewayChanges();
    const now = this.#options.clock.monotonic();
    for (const page of this.#pages.values()) {
      page.flush(this.#options.latest, now);
      if (page.blockedMs(now) > mostBlockedMs || page.isOverfull) this.#letGo(page);
    }
  }

  /** The connection ends, not the session: the page comes back by itself and asks anew. */
  #letGo(page: LivePage): void {
    this.#options.log.info({ account: page.identity.account }, 'live page let go: too slow');
    this.#forget(page);
    page.cutOff();
  }

  #findGatewayChanges(): void {
    const all = this.#options.ingest.gateways();
    const written = JSON.stringify(all);
    if (written === this.#gateways) return;
    this.#gateways = written;
    for (const page of this.#pages.values()) {
      if (authorise(page.identity, 'gateway.read')) page.setGateways(all);
    }
  }

  #everySecond(): void {
    this.#watchCounts.clear();
    this.#watches.findSilent((point) => this.#statusOf(point));
  }

  async #checkSessions(): Promise<void> {
    for (const page of [...this.#pages.values()]) {
      const identity = await this.#identityOf(page);
      if (identity) page.socket.data.identity = identity;
      else page.socket.disconnect(true);
    }
  }

  /** When accounts cannot be asked, nobody is taken for signed in. */
  async #identityOf(page: LivePage) {
    try {
      return await this.#options.operations.accounts.identify(page.socket.data.token);
    } catch (error) {
      this.#options.log.error({ err: error }, 'live session check failed');
      return null;
    }
  }
}

function refusal(code: 'sign-in-needed' | 'internal'): Error {
  return Object.assign(new Error(code), { data: errorView(code) });
}
