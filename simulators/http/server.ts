// The devices of an HTTP endpoint behind one port: each answers below its own base path, well, late, wrongly or not at all.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock, Random } from '@campus/runtime';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Faults } from '../faults/faults.ts';
import { type Asked, httpFieldModels } from './answers.ts';

export interface PlacedHttpDevice {
  readonly device: SimulatedDevice;
  /** Before the device's own paths; empty where it has the host to itself. */
  readonly base: string;
}

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly devices: readonly PlacedHttpDevice[];
  readonly faults: Faults;
  readonly clock: Clock;
  readonly random: Random;
  /** After a command has operated something. */
  onWritten(): void;
}

export interface RunningHttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A command is some hundred bytes. */
const largestBody = 16_384;
const mostConnections = 64;

/** Rejects with the listener's own error (`EADDRINUSE` and the like). */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const late = new Set<() => void>();
  const server = createServer((request, response) => void take(request, response, options, late));
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: async () => {
      for (const cancel of late) cancel();
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await ended;
    },
  };
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
  late: Set<() => void>,
): Promise<void> {
  const text = await bodyOf(request);
  if (text === null) return void response.writeHead(413, { connection: 'close' }).end();
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulated');
  const found = deviceOf(options.devices, pathname, (path) => ({
    method: request.method ?? 'GET',
    path,
    query: searchParams,
    body: jsonOf(text),
  }));
  const { mode, delayMs } = found
    ? options.faults.device(found.device.id, found.device.device.endpointId)
    : { mode: 'none' as const, delayMs: 0 };
  if (mode === 'silent') return;
  if (!found) return void response.writeHead(404).end();
  const order = found.order;
  if (order && found.device.operate(order.point, order.value)) options.onWritten();
  const said = JSON.stringify(found.answer());
  const body = mode === 'garbage' ? said.slice(0, Math.floor(said.length * options.random() * 0.8)) : said;
  const cancel = options.clock.after(mode === 'slow' ? delayMs : 0, () => {
    late.delete(cancel);
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  late.add(cancel);
}

function deviceOf(devices: readonly PlacedHttpDevice[], pathname: string, askedOf: (path: string) => Asked) {
  for (const { device, base } of devices) {
    const model = httpFieldModels.get(device.device.modelId);
    if (!model || !pathname.startsWith(base)) continue;
    const asked = askedOf(pathname.slice(base.length) || '/');
    const answer = model.answer(device, asked);
    if (answer === null) continue;
    return {
      device,
      order: model.order?.(asked) ?? null,
      answer: () => model.answer(device, asked) ?? answer,
    };
  }
  return null;
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
