// The service worker: keeps the panel's own files so that the page opens with the hub away, and shows notifications of
// alarms. It never keeps an answer of the API.
import type { WorkerAlarm, WorkerMessage } from './messages.ts';

/** What the build puts in place of the words below: every file of this version, and a mark of the version itself. */
interface Build {
  readonly version: string;
  readonly files: readonly string[];
}

interface WorkerClient {
  readonly url: string;
  readonly visibilityState: 'visible' | 'hidden';
  focus(): Promise<WorkerClient>;
  postMessage(message: unknown): void;
}

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface AskEvent extends LifeEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface ClickEvent extends LifeEvent {
  readonly notification: Notification;
}

/** The part of a service worker's scope that is used here; the page's own types know nothing of it. */
interface WorkerScope {
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly WorkerClient[]>;
    openWindow(url: string): Promise<WorkerClient | null>;
    claim(): Promise<void>;
  };
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: AskEvent) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: ClickEvent) => void): void;
  addEventListener(
    type: 'message',
    listener: (event: LifeEvent & { readonly data: WorkerMessage }) => void,
  ): void;
}

const build = JSON.parse('__CAMPUS_PANEL_BUILD__') as Build;
const scope = self as unknown as WorkerScope;

const cachePrefix = 'campus-panel-';
const ownCache = cachePrefix + build.version;
/** The version before stays as well: a page of it may still be open and load one of its parts. */
const versionsKept = 2;
const page = '/index.html';
/** A network that neither answers nor refuses is not waited for any longer. */
const patienceMs = 4_000;

scope.addEventListener('install', (event) => event.waitUntil(keepFiles()));
scope.addEventListener('activate', (event) => event.waitUntil(dropOldVersions()));

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (/^\/(api|live|metrics|healthz)(\/|$)/.test(pathname)) return;
  if (request.mode === 'navigate') event.respondWith(answerPage(request));
  else if (pathname.startsWith('/assets/') || build.files.includes(pathname)) {
    event.respondWith(answerFile(request));
  }
});

scope.addEventListener('message', (event) => {
  const message = event.data;
  if (message.type === 'take-over') event.waitUntil(scope.skipWaiting());
  else if (message.type === 'alarm') event.waitUntil(notify(message.alarm));
  else if (message.type === 'settled') event.waitUntil(takeBack(message.alarmIds));
});

scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(String((event.notification.data as { href?: string } | null)?.href ?? '/')));
});

/** Straight from the hub: a copy of the browser's may be of the version before. */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(ownCache);
  await cache.addAll(build.files.map((file) => new Request(file, { cache: 'reload' })));
}

async function dropOldVersions(): Promise<void> {
  const kept = (await caches.keys()).filter((name) => name.startsWith(cachePrefix));
  const older = kept.filter((name) => name !== ownCache);
  await Promise.all(older.slice(0, -(versionsKept - 1)).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** The hub's page, so that a new version is seen at once; the kept one while the hub is away. */
async function answerPage(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
    if (answer.status < 500) return answer;
    return (await caches.match(page)) ?? answer;
  } catch (error) {
    const kept = await caches.match(page);
    if (!kept) throw error;
    return kept;
  }
}

/** Files with a hash in their name never change; the others go with the version. */
async function answerFile(request: Request): Promise<Response> {
  const own = await caches.open(ownCache);
  return (await own.match(request)) ?? (await caches.match(request)) ?? fetch(request);
}

/** While a page of the campus is in sight it says the alarm itself. */
async function notify({ id, title, body, language, href, isCritical }: WorkerAlarm): Promise<void> {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.some(({ visibilityState }) => visibilityState === 'visible')) return;
  await scope.registration.showNotification(title, {
    body,
    tag: id,
    lang: language,
    icon: '/icon-192.png',
    badge: '/icon-badge.png',
    requireInteraction: isCritical,
    silent: false,
    data: { href },
  });
}

async function takeBack(alarmIds: readonly string[]): Promise<void> {
  for (const tag of alarmIds) {
    for (const notification of await scope.registration.getNotifications({ tag })) notification.close();
  }
}

/** In the page that is open already, else in a new one. */
async function open(href: string): Promise<void> {
  const [known] = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!known) {
    await scope.clients.openWindow(href);
    return;
  }
  known.postMessage({ type: 'go', href });
  await known.focus();
}
