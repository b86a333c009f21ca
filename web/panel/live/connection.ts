// The Socket.IO connection: feeds the live store and the query cache, and says whether the page is live.
import type { LiveClientEvents, LiveServerEvents } from '@campus/campus-model';
import { io, type Socket } from 'socket.io-client';
import { applyAlarms, refreshAlarms } from '../data/alarms.ts';
import { refreshBooks } from '../data/books.ts';
import { refreshCampus } from '../data/campus.ts';
import { applyCommands, refreshCommands } from '../data/commands.ts';
import { refreshPlans } from '../data/drawings.ts';
import { applyGateways, refreshGateways } from '../data/gateways.ts';
import { checkSession } from '../data/session.ts';
import { refreshStorage } from '../data/storage.ts';
import { LiveStore } from './live-store.ts';

type ConnectionState = 'connecting' | 'live' | 'lost';

export interface Connection {
  readonly state: ConnectionState;
  /** When this state began, on the page's clock (Date.now). */
  readonly since: number;
}

const hiddenPaceMs = 1000;

export const liveStore = new LiveStore({
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  // A page that is not seen draws no frames.
  frame: (run) => void (document.hidden ? setTimeout(run, hiddenPaceMs) : requestAnimationFrame(run)),
  // React draws in a microtask of its own, asked for by the first change.
  afterDrawing: (run) => queueMicrotask(run),
});

let connection: Connection = { state: 'connecting', since: Date.now() };
const listeners = new Set<() => void>();

export function readConnection(): Connection {
  return connection;
}

export function subscribeConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(state: ConnectionState): void {
  if (connection.state === state) return;
  connection = { state, since: Date.now() };
  for (const listener of listeners) listener();
}

/** Opens the live stream of the signed-in person; the returned function ends it. */
export function openLiveStream(): () => void {
  const socket: Socket<LiveServerEvents, LiveClientEvents> = io({
    path: '/live/',
    transports: ['websocket', 'polling'],
    reconnectionDelay: 300,
    reconnectionDelayMax: 3000,
    randomizationFactor: 0.4,
    timeout: 5000,
  });
  listen(socket);
  const wake = () => {
    if (!socket.connected) socket.connect();
  };
  const rest = () => become('lost');
  window.addEventListener('online', wake);
  window.addEventListener('offline', rest);
  return () => {
    window.removeEventListener('online', wake);
    window.removeEventListener('offline', rest);
    socket.disconnect();
    liveStore.detach();
    liveStore.clear();
    connection = { state: 'connecting', since: Date.now() };
  };
}

function listen(socket: Socket<LiveServerEvents, LiveClientEvents>): void {
  let hasBeenLive = false;
  socket.on('connect', () => {
    become('live');
    liveStore.attach((request) => socket.emit('watch', request));
    // What changed between the lists' fetch and this moment reached nobody: an alarm may be among it.
    refreshLists();
    if (hasBeenLive) refreshPlans();
    hasBeenLive = true;
  });
  socket.on('disconnect', (reason) => {
    liveStore.detach();
    become('lost');
    // The server ends a stream whose session is over; Socket.IO does not come back by itself then.
    if (reason === 'io server disconnect') reconnectIfSignedIn(socket);
  });
  socket.on('connect_error', () => {
    if (hasBeenLive || Date.now() - connection.since > 5000) become('lost');
    if (!socket.active) reconnectIfSignedIn(socket);
  });
  socket.on('values', (generation, frame, texts) => liveStore.receive(generation, frame, texts));
  socket.on('alarms', applyAlarms);
  socket.on('commands', applyCommands);
  socket.on('gateways', applyGateways);
  socket.on('plan', refreshPlans);
  socket.on('campus', () => {
    refreshCampus();
    liveStore.askAgain();
  });
}

/** How long to wait before asking again whether the session still stands. */
const askAgainMs = 3000;

function reconnectIfSignedIn(socket: Socket): void {
  setTimeout(async () => {
    if (await checkSession()) socket.connect();
  }, askAgainMs);
}

function refreshLists(): void {
  refreshAlarms();
  refreshCommands();
  refreshGateways();
  refreshStorage();
  refreshBooks();
}
