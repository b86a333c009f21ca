// The control server's routes: state, scenarios, values, faults, pictures. Judges what comes in; changes the world.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mistakesOf } from '@campus/campus-model';
import { z } from 'zod';
import { faultModes } from '../faults/faults.ts';
import { cameraPicture } from '../pictures/camera-picture.ts';
import { cameraScene } from '../pictures/camera-scene.ts';
import { HttpProblem, readJson, send, sendJson } from './json-http.ts';
import { pageFiles } from './page.ts';
import { type ControlParts, deviceState, stateOf } from './state.ts';

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly parts: ControlParts;
  /** The part of the path that the route leaves open. */
  readonly name: string;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  answer(call: Call): void | Promise<void>;
}

/** Longest delay that a slow answer may have: past it nobody waits. */
const longestDelayMs = 60_000;

const scenarioBody = z.strictObject({ spaceId: z.string().max(64).optional() });
const valuesBody = z.record(
  z.string().max(64),
  z.union([z.number(), z.string().max(200), z.boolean(), z.null()]),
);
const faultBody = z
  .strictObject({
    endpoint: z.string().max(64).optional(),
    device: z.string().max(64).optional(),
    mode: z.enum(faultModes),
    delayMs: z.number().int().min(1).max(longestDelayMs).default(2_000),
  })
  .refine((it) => (it.endpoint === undefined) !== (it.device === undefined), {
    path: ['endpoint'],
    message: 'expected endpoint or device, one of them',
  });

const routes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/state$/,
    answer: ({ response, parts }) => sendJson(response, 200, stateOf(parts)),
  },
  {
    method: 'GET',
    path: /^\/scenarios$/,
    answer: ({ response, parts }) =>
      sendJson(response, 200, { scenarios: parts.player.listing, running: parts.player.running }),
  },
  { method: 'POST', path: /^\/scenarios\/([^/]+)$/, answer: playScenario },
  { method: 'GET', path: /^\/devices$/, answer: listDevices },
  { method: 'GET', path: /^\/devices\/([^/]+)$/, answer: showDevice },
  { method: 'POST', path: /^\/devices\/([^/]+)\/values$/, answer: setValues },
  {
    method: 'GET',
    path: /^\/faults$/,
    answer: ({ response, parts }) => sendJson(response, 200, parts.faults.list()),
  },
  { method: 'POST', path: /^\/faults$/, answer: setFault },
  { method: 'GET', path: /^\/cameras\/([^/]+)\.svg$/, answer: showPicture },
  { method: 'GET', path: /^(\/|\/page\.js|\/page\.css)$/, answer: showPage },
];

/** Answers one request; throws HttpProblem for whatever is wrong with it. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ControlParts,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const here = routes.filter((route) => route.path.test(path));
  if (here.length === 0) throw new HttpProblem(404, 'not-found', `there is nothing at ${path.slice(0, 200)}`);
  const route = here.find(({ method }) => method === request.method);
  if (!route) {
    const methods = here.map(({ method }) => method).join(', ');
    throw new HttpProblem(405, 'method-not-allowed', `found ${request.method}; expected ${methods}`);
  }
  await route.answer({ request, response, parts, name: nameIn(route.path.exec(path)?.[1] ?? '') });
}

function nameIn(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpProblem(400, 'input-invalid', 'the path holds a broken % sequence');
  }
}

async function bodyOf<T extends z.ZodType>(request: IncomingMessage, schema: T): Promise<z.infer<T>> {
  const raw = await readJson(request);
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const { path, found, expected } = mistakesOf(parsed.error, raw)[0]!;
  throw new HttpProblem(
    400,
    'input-invalid',
    `${path.join('.') || 'body'}: found ${found}; expected: ${expected}`,
  );
}

async function playScenario({ request, response, parts, name }: Call): Promise<void> {
  const { spaceId } = await bodyOf(request, scenarioBody);
  const played = parts.player.play(name, spaceId);
  if (played.ok) return sendJson(response, 200, { running: played.running });
  const known = parts.player.listing.map((it) => it.name).join(', ');
  const details = {
    'unknown-scenario': `there is no scenario "${name}"; known are ${known}`,
    'unknown-space': `there is no space "${spaceId}"`,
    'no-place': 'this campus has no space where it could play',
  };
  throw new HttpProblem(played.reason === 'no-place' ? 409 : 404, played.reason, details[played.reason]);
}

function listDevices({ response, parts }: Call): void {
  const devices = [...parts.simulation.devices.values()].map(({ device }) => ({
    id: device.id,
    name: device.name,
    model: device.modelId,
    spaceId: device.spaceId,
  }));
  sendJson(response, 200, { devices });
}

function showDevice({ response, parts, name }: Call): void {
  const state = deviceState(parts, name);
  if (!state) throw new HttpProblem(404, 'not-found', `there is no device "${name}"`);
  sendJson(response, 200, state);
}

async function setValues({ request, response, parts, name }: Call): Promise<void> {
  const device = parts.simulation.devices.get(name);
  if (!device) throw new HttpProblem(404, 'not-found', `there is no device "${name}"`);
  const values = await bodyOf(request, valuesBody);
  for (const [point, given] of Object.entries(values)) {
    const value = typeof given === 'boolean' ? Number(given) : given === 'NaN' ? Number.NaN : given;
    const result = device.set(point, value);
    if (result === 'done') continue;
    const known = [...device.points.keys()].join(', ');
    const expected =
      result === 'unknown-point' ? `one of ${known}` : 'a value that the device takes, or null';
    throw new HttpProblem(400, result, `${point}: found ${JSON.stringify(given)}; expected: ${expected}`);
  }
  parts.simulation.tell();
  sendJson(response, 200, deviceState(parts, name));
}

async function setFault({ request, response, parts }: Call): Promise<void> {
  const { endpoint, device, mode, delayMs } = await bodyOf(request, faultBody);
  const { simulation, faults } = parts;
  const fault = { mode, delayMs: mode === 'slow' ? delayMs : 0 };
  if (endpoint !== undefined) {
    if (!simulation.campus.endpoints.has(endpoint)) {
      throw new HttpProblem(404, 'not-found', `there is no endpoint "${endpoint}"`);
    }
    faults.setEndpoint(endpoint, fault);
  } else if (device !== undefined) {
    if (!simulation.devices.has(device))
      throw new HttpProblem(404, 'not-found', `there is no device "${device}"`);
    faults.setDevice(device, fault);
  }
  simulation.tell();
  sendJson(response, 200, faults.list());
}

function showPicture({ response, parts, name }: Call): void {
  const camera = parts.simulation.devices.get(name);
  if (camera?.device.kind !== 'camera')
    throw new HttpProblem(404, 'not-found', `there is no camera "${name}"`);
  const { mode } = parts.faults.device(camera.id, camera.device.endpointId);
  if (mode === 'silent') throw new HttpProblem(503, 'camera-silent', `camera "${name}" does not answer`);
  send(response, 200, 'image/svg+xml', cameraPicture(cameraScene(parts.simulation, camera)));
}

function showPage({ response, name }: Call): void {
  const file = pageFiles.get(name);
  if (!file) throw new HttpProblem(404, 'not-found', `there is nothing at ${name}`);
  send(response, 200, file.type, file.text);
}
