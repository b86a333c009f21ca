// Where the panel is reached: the address for this machine, and with --lan those for phones, one as a QR code.
import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

export function localAddress(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Addresses of this machine on its networks, IPv4 first. */
export function lanAddresses(port: number): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .sort((a, b) => a.family.localeCompare(b.family))
    .map(({ address, family }) => `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`);
}

export function qrCode(address: string): string {
  return renderUnicodeCompact(address, { border: 2 });
}
