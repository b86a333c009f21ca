// What listeners were told, in order, and waiting for it with a deadline.
import type { HostListener, Metric, Payload } from '../../../sparkplug/index.ts';

const deadlineMs = 10_000;

export class Heard {
  readonly events: string[] = [];
  readonly payloads: { event: string; payload: Payload }[] = [];

  readonly listener: HostListener = {
    onNodeBirth: (node, payload) => this.#payload(`NBIRTH ${node}`, payload),
    onDeviceBirth: (node, device, payload) => this.#payload(`DBIRTH ${node}/${device}`, payload),
    onNodeDeath: (node) => this.events.push(`NDEATH ${node}`),
    onDeviceDeath: (node, device) => this.events.push(`DDEATH ${node}/${device}`),
    onNodeData: (node, payload) => this.#payload(`NDATA ${node}`, payload),
    onDeviceData: (node, device, payload) => this.#payload(`DDATA ${node}/${device}`, payload),
    onConnected: () => this.events.push('connected'),
    onLost: () => this.events.push('lost'),
  };

  metricsOf(event: string): readonly Metric[] {
    return this.payloads.findLast((one) => one.event === event)?.payload.metrics ?? [];
  }

  count(event: string): number {
    return this.events.filter((one) => one === event).length;
  }

  async until(event: string, times = 1): Promise<void> {
    await until(() => this.count(event) >= times, `${times} × ${event}; heard ${this.events.join(', ')}`);
  }

  #payload(event: string, payload: Payload): void {
    this.events.push(event);
    this.payloads.push({ event, payload });
  }
}

export async function until(isSo: () => boolean, what: string): Promise<void> {
  const giveUpAt = Date.now() + deadlineMs;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
