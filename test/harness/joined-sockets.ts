// Two sockets that end together, as the two sides of a proxy: whatever ends or fails of one ends the other.
import type { Socket } from 'node:net';

/** `open` holds both while they are open. */
export function joinSockets(near: Socket, far: Socket, open: Set<Socket>): void {
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    open.add(one);
    one.on('error', () => other.destroy());
    one.on('close', () => {
      open.delete(one);
      other.destroy();
    });
  }
}
