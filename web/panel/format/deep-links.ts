// The things that an address can point at on a page: whatever it holds, only what may be an id comes out. Pure.

type Raw = Record<string, unknown>;

/** The longest id is that of an alarm: rule, point and number. */
const longestId = 300;

function idOf(value: unknown): string | undefined {
  // The router reads a bare number as one: an id may look like it.
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= longestId ? text : undefined;
}

/** A space, with the device, point, alarm or command of it that is meant. */
export interface SpaceSearch {
  device?: string;
  point?: string;
  alarm?: string;
  command?: string;
}

export function spaceSearch(raw: Raw): SpaceSearch {
  return {
    device: idOf(raw.device),
    point: idOf(raw.point),
    alarm: idOf(raw.alarm),
    command: idOf(raw.command),
  };
}

export function alarmLink(raw: Raw): { alarm?: string } {
  return { alarm: idOf(raw.alarm) };
}

export function gatewaySearch(raw: Raw): { gateway?: string } {
  return { gateway: idOf(raw.gateway) };
}

export function ruleSearch(raw: Raw): { rule?: string } {
  return { rule: idOf(raw.rule) };
}

/** A row of the data books. */
export function bookRowLink(raw: Raw): { gateway?: string; day?: string } {
  return { gateway: idOf(raw.gateway), day: idOf(raw.day) };
}

/** Devices with points that are still open, or with points in trouble. */
export type CommissioningFilter = 'open' | 'trouble';

/** What is commissioned: a device, a space or a gateway; and which devices the list shows. */
export interface CommissioningSearch {
  device?: string;
  space?: string;
  gateway?: string;
  show?: CommissioningFilter;
}

export function commissioningSearch(raw: Raw): CommissioningSearch {
  const show = raw.show === 'open' || raw.show === 'trouble' ? raw.show : undefined;
  return { device: idOf(raw.device), space: idOf(raw.space), gateway: idOf(raw.gateway), show };
}
