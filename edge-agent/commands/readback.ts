// Asks a device again and again whether it shows what was commanded.
import type { Clock } from '@campus/runtime';

const readEveryMs = 200;

export interface Confirmation {
  readonly outcome: 'confirmed' | 'not-confirmed' | 'stopped';
  /** What the device showed last; null where it showed nothing. */
  readonly readback: number | null;
}

export interface ReadbackOptions {
  readonly clock: Clock;
  readonly wanted: number;
  readonly tolerance: number;
  readonly withinMs: number;
  readonly stop: AbortSignal;
  /** A fresh value of the device; null where it gave none. */
  read(): Promise<number | null>;
}

/** Reads until the value is within the tolerance, the time is over or `stop` is given. Reads at least once. */
export async function confirmByReadback(options: ReadbackOptions): Promise<Confirmation> {
  const { clock, wanted, tolerance, withinMs, stop } = options;
  const deadline = clock.monotonic() + withinMs;
  let readback: number | null = null;
  for (;;) {
    readback = (await options.read()) ?? readback;
    if (readback !== null && Math.abs(readback - wanted) <= tolerance + Number.EPSILON * Math.abs(wanted)) {
      return { outcome: 'confirmed', readback };
    }
    if (stop.aborted) return { outcome: 'stopped', readback };
    const leftMs = deadline - clock.monotonic();
    if (leftMs <= 0) return { outcome: 'not-confirmed', readback };
    await pause(clock, Math.min(readEveryMs, leftMs), stop);
  }
}

function pause(clock: Clock, ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      stop.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(ms, finish);
    stop.addEventListener('abort', finish, { once: true });
  });
}
