// Figures for Prometheus: the process, the HTTP server, ingest, the live stream, alarms, gateways, books and storage.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RouteContext } from './app.ts';
import { writeStorageFigures } from './storage-figures.ts';

/** Process figures are the process's own: observed once, however many servers it holds. */
let processRegistry: Registry | undefined;

function processFigures(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

export interface WebMetrics {
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /** Prometheus text format. */
  write(): Promise<{ type: string; text: string }>;
}

export function createMetrics(context: RouteContext, liveClients: () => number): WebMetrics {
  const own = new Registry();
  const requests = new Histogram({
    name: 'campus_http_request_seconds',
    help: 'HTTP requests by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [own],
  });
  addIngestFigures(own, context);
  addGauge(own, 'campus_live_clients', 'Pages on the live stream', liveClients);
  addGauge(own, 'campus_alarms_open', 'Alarms not yet normal', () => context.operations.alarms.open().length);
  addGauge(own, 'campus_gateways_online', 'Gateways online', () => {
    return context.ingest.gateways().filter((gateway) => gateway.isOnline).length;
  });
  addGauge(own, 'campus_points', 'Points of the campus', () => context.campus.points.size);
  return {
    observeRequest: (method, route, status, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    async write() {
      const parts = await Promise.all([
        processFigures().metrics(),
        own.metrics(),
        writeStorageFigures(context),
      ]);
      return { type: own.contentType, text: parts.join('\n') };
    },
  };
}

function addIngestFigures(own: Registry, { ingest }: RouteContext): void {
  for (const name of ['received', 'stored', 'duplicates', 'rejected'] as const) {
    new Counter({
      name: `campus_ingest_${name}_total`,
      help: `Samples ${name} by ingest`,
      registers: [own],
      collect() {
        this.reset();
        this.inc(ingest.stats()[name]);
      },
    });
  }
  addGauge(own, 'campus_ingest_pending', 'Samples waiting for a commit', () => ingest.stats().pending);
}

function addGauge(own: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [own],
    collect() {
      this.set(read());
    },
  });
}
