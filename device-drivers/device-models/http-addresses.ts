// Addresses of points on HTTP in short words.
import type { HttpCommand, HttpPointAddress } from '../http/settings.ts';

/** A JSON member of what is had at a path. */
export function got(
  url: string,
  path: string,
  more: Omit<HttpPointAddress, 'url' | 'path'> = {},
): HttpPointAddress {
  return { url, path, format: 'json', ...more };
}

/** A JSON member of what the device posts. */
export function posted(path: string, more: Omit<HttpPointAddress, 'url' | 'path'> = {}): HttpPointAddress {
  return { path, format: 'json', ...more };
}

/** The same with the way to command it. */
export function settable(
  address: HttpPointAddress,
  command: Omit<HttpCommand, 'format'> & { readonly format?: 'json' | 'text' },
): HttpPointAddress {
  return { ...address, command };
}
