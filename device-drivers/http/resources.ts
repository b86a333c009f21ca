// What is asked of a host: points that share method, path and body share one request.
import type { DriverDevice, DriverPoint, EndpointPlan } from '../driver.ts';
import { fillJson, fillNames, type Names, unfilledName } from '../payload/names.ts';
import type { HttpRequest } from './client.ts';
import type { HttpCommand, HttpDevice, HttpModel, HttpPointPlace } from './settings.ts';

export interface HttpPoint {
  readonly driverPoint: DriverPoint;
  readonly place: HttpPointPlace;
  readonly command: HttpCommand | null;
  /** A word between braces that neither device nor model gives; null where all are given. */
  readonly lacks: string | null;
  readonly state: HttpDeviceState;
  /** Null for a point whose value is posted. */
  resource: HttpResource | null;
  /** The latest value, and when it came (monotonic). */
  value: number;
  status: number;
  text: string | undefined;
  cameAt: number;
}

export interface HttpResource {
  readonly request: HttpRequest;
  readonly points: HttpPoint[];
  readonly state: HttpDeviceState;
  periodMs: number;
  /** Monotonic. */
  dueAt: number;
  isAsked: boolean;
  etag: string | null;
  /** Failures in a row, and whether the last word is an answer (null: no word yet). */
  misses: number;
  isAnswering: boolean | null;
}

export interface HttpDeviceState {
  readonly device: DriverDevice;
  readonly model: HttpModel;
  readonly hook: string | null;
  readonly points: HttpPoint[];
  readonly resources: HttpResource[];
  isOnline: boolean | null;
  /** Monotonic. */
  heardAt: number;
  commandedAt: number;
}

const defaultPeriodMs = 1_000;

export function deviceStates(plan: EndpointPlan): HttpDeviceState[] {
  return plan.devices.map((device) => {
    const address = device.device.address as HttpDevice;
    const model = device.model.settings as HttpModel;
    const names = { ...model.names, ...address.names };
    const state: HttpDeviceState = {
      device,
      model,
      hook: address.hook ?? null,
      points: [],
      resources: [],
      isOnline: null,
      heardAt: 0,
      commandedAt: Number.NEGATIVE_INFINITY,
    };
    for (const driverPoint of device.points) state.points.push(pointOf(driverPoint, state, names));
    for (const [request, points] of byRequest(state.points, address, names)) {
      state.resources.push(resourceOf(request, points, state));
    }
    return state;
  });
}

function pointOf(driverPoint: DriverPoint, state: HttpDeviceState, names: Names): HttpPoint {
  const { command, ...place } = driverPoint.point.address as HttpPointPlace;
  const base = (state.device.device.address as HttpDevice).base ?? '';
  const path = place.path === undefined ? {} : { path: fillNames(place.path, names) };
  const where = place.where ? { where: fillJson(place.where, names) } : {};
  const filled = command ? filledCommand(command, base, names) : null;
  const asked = place.url === undefined ? '' : fillNames(place.url, names, encodeURIComponent);
  return {
    driverPoint,
    place: { ...place, ...path, ...where },
    command: filled,
    lacks: unfilledName([asked, filled && { ...filled, url: filled.url.replaceAll('{value}', '') }]),
    state,
    resource: null,
    value: Number.NaN,
    status: 0,
    text: undefined,
    cameAt: Number.NEGATIVE_INFINITY,
  };
}

function filledCommand(command: HttpCommand, base: string, names: Names): HttpCommand {
  return { ...fillJson(command, names), url: base + fillNames(command.url, names, encodeURIComponent) };
}

function byRequest(
  points: readonly HttpPoint[],
  { base = '' }: HttpDevice,
  names: Names,
): Map<HttpRequest, HttpPoint[]> {
  const requests = new Map<string, HttpRequest>();
  const found = new Map<HttpRequest, HttpPoint[]>();
  for (const point of points) {
    const { url, method, body } = point.place;
    if (url === undefined) continue;
    const request: HttpRequest = {
      method,
      path: base + fillNames(url, names, encodeURIComponent),
      ...(body === undefined ? {} : { body: JSON.stringify(fillJson(body, names)) }),
    };
    const key = JSON.stringify(request);
    const shared = requests.get(key) ?? request;
    requests.set(key, shared);
    found.set(shared, [...(found.get(shared) ?? []), point]);
  }
  return found;
}

function resourceOf(request: HttpRequest, points: HttpPoint[], state: HttpDeviceState): HttpResource {
  const resource: HttpResource = {
    request,
    points,
    state,
    periodMs: Math.min(...points.map(({ driverPoint }) => driverPoint.point.periodMs ?? defaultPeriodMs)),
    dueAt: 0,
    isAsked: false,
    etag: null,
    misses: 0,
    isAnswering: null,
  };
  for (const point of points) point.resource = resource;
  return resource;
}
