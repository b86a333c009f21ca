// Which link an endpoint's settings ask for, and what follows from it for the traffic.
import type { Clock } from '@campus/runtime';
import type { LinkListener, ModbusLink } from './link.ts';
import { RtuLink } from './rtu-link.ts';
import type { ModbusEndpoint, RtuEndpoint } from './settings.ts';
import { TcpLink } from './tcp-link.ts';
import type { ModbusUnit } from './unit.ts';

/** On a serial line a unit that did not answer is left alone for this many timeouts: what it still says is known to be late. */
const rtuRestFactor = 2;

export function openLink(
  settings: ModbusEndpoint,
  inFlight: number,
  clock: Clock,
  listener: LinkListener,
): ModbusLink {
  return isRtu(settings)
    ? new RtuLink(settings, clock, listener)
    : new TcpLink(settings, inFlight, clock, listener);
}

/** Nothing in an RTU answer tells which request it belongs to: a late one may be mistaken for another's. */
export function isRtu(settings: ModbusEndpoint): settings is RtuEndpoint {
  return settings.transport === 'rtu' || settings.transport === 'rtu-over-tcp';
}

/** Requests in flight on a connection: one where the line is shared or must be paused between requests. */
export function mostInFlight(settings: ModbusEndpoint, units: readonly ModbusUnit[]): number {
  if (isRtu(settings) || settings.pauseMs > 0) return 1;
  return settings.pipeline ?? (units.length === 1 ? units[0]!.pipeline : 1);
}

/** How long a unit is left alone after a failure. */
export function restAfterFailureMs(settings: ModbusEndpoint): number {
  return isRtu(settings) ? rtuRestFactor * settings.timeoutMs : settings.timeoutMs;
}
