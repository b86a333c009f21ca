// Figures of the books and of storage for Prometheus. Where their source does not answer they are absent, never made up.
import { diskStates } from '@campus/campus-model';
import { Gauge, Registry } from 'prom-client';
import type { RouteContext } from './app.ts';

type Figures = Awaited<ReturnType<RouteContext['operations']['books']['figures']>>;
type Storage = Awaited<ReturnType<RouteContext['storage']['view']>>;

type BookFigure = (gateway: Figures[number]) => number | undefined;

const bookFigures: Readonly<Record<string, readonly [help: string, read: BookFigure]>> = {
  campus_books_rows: ['Samples in history, by gateway', ({ totals }) => totals?.rows],
  campus_books_refused: ['Samples the hub refused, by gateway', ({ totals }) => totals?.refused],
  campus_books_difference: [
    'Rows minus positions: 0 where the books balance',
    ({ totals }) => totals?.difference,
  ],
  campus_books_waiting: ['Samples in the outbox of the gateway', ({ waiting }) => waiting],
  campus_books_lost: ['Samples lost in the last 35 days', ({ lost }) => lost],
  campus_books_missing: [
    'Samples acknowledged and not stored, in the last 35 days',
    ({ missing }) => missing,
  ],
};

const storageFigures: Readonly<
  Record<string, readonly [help: string, read: (storage: Storage) => number | undefined]>
> = {
  campus_disk_free_bytes: ['Room on the disk of the data folder', ({ disk }) => disk.freeBytes],
  campus_store_taking: ['1 while telemetry is being stored', ({ store }) => Number(store.isTaking)],
  campus_store_bytes: ['Size of the history', ({ store }) => store.bytes],
  campus_store_waiting: ['Days or groups that wait for background work', ({ store }) => store.waiting],
  campus_spool_bytes: ['Fill of the spool before an outside store', ({ store }) => store.spool?.bytes],
  campus_spool_limit_bytes: ['Limit of that spool', ({ store }) => store.spool?.mostBytes],
};

/** Prometheus text, written anew for each scrape: one question answers all figures of one source. */
export async function writeStorageFigures({ operations, storage }: RouteContext): Promise<string> {
  const registry = new Registry();
  const [books, view] = await Promise.all([
    operations.books.figures().catch(() => []),
    storage.view().catch(() => null),
  ]);
  for (const [name, [help, read]] of Object.entries(bookFigures)) {
    const gauge = new Gauge({ name, help, labelNames: ['gateway'], registers: [registry] });
    for (const each of books) setIf(gauge, { gateway: each.gatewayId }, read(each));
  }
  if (view) addStorage(registry, view);
  return registry.metrics();
}

function addStorage(registry: Registry, view: Storage): void {
  for (const [name, [help, read]] of Object.entries(storageFigures)) {
    const value = read(view);
    if (value !== undefined) new Gauge({ name, help, registers: [registry] }).set(value);
  }
  const help = '1 for the state that the disk is in';
  const disk = new Gauge({ name: 'campus_disk_state', help, labelNames: ['state'], registers: [registry] });
  for (const state of diskStates) disk.set({ state }, Number(view.disk.state === state));
}

function setIf(gauge: Gauge<'gateway'>, labels: { gateway: string }, value: number | undefined): void {
  if (value !== undefined) gauge.set(labels, value);
}
