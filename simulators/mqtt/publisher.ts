// Says on the field broker what its devices notice: at once when it changes, and again now and then.
import type { Clock, Random } from '@campus/runtime';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Faults } from '../faults/faults.ts';
import type { FieldBroker } from './broker.ts';
import { type FieldMessage, fieldModels } from './messages.ts';

/** Devices report at least this often even if nothing changes. */
const reportMs = 25_000;

export interface PlacedFieldDevice {
  readonly device: SimulatedDevice;
  readonly base: string;
}

export interface PublisherOptions {
  readonly broker: FieldBroker;
  readonly devices: readonly PlacedFieldDevice[];
  readonly faults: Faults;
  readonly clock: Clock;
  readonly random: Random;
  /** After a command has operated something. */
  onWritten(): void;
}

interface Said {
  readonly text: string;
  readonly at: number;
}

export class FieldPublisher {
  readonly #options: PublisherOptions;
  readonly #said = new Map<string, Said>();
  readonly #late = new Set<() => void>();

  constructor(options: PublisherOptions) {
    this.#options = options;
    for (const placed of options.devices) this.#listen(placed);
    options.faults.onChange(() => this.#said.clear());
  }

  /** Publishes what is new or due. */
  refresh(): void {
    for (const { device, base } of this.#options.devices) {
      const { mode, delayMs } = this.#options.faults.device(device.id, device.device.endpointId);
      const said = fieldModels.get(device.device.modelId)?.say(device, base);
      if (!said) continue;
      if (mode === 'silent') {
        if (said.lastWill) this.#say(said.lastWill, false);
        continue;
      }
      const messages = said.firstWill ? [said.firstWill, ...said.messages] : said.messages;
      for (const message of messages) {
        if (mode === 'slow') this.#sayLater(message, delayMs);
        else this.#say(message, mode === 'garbage');
      }
    }
  }

  close(): void {
    for (const cancel of this.#late) cancel();
    this.#late.clear();
  }

  #listen({ device, base }: PlacedFieldDevice): void {
    for (const { topic, parse } of fieldModels.get(device.device.modelId)?.commands?.(base) ?? []) {
      this.#options.broker.subscribe(topic, (payload) => {
        const { mode } = this.#options.faults.device(device.id, device.device.endpointId);
        const order = mode === 'silent' ? null : parse(payload);
        if (order && device.operate(order.point, order.value)) this.#options.onWritten();
      });
    }
  }

  #say(message: FieldMessage, isGarbage: boolean): void {
    if (!this.#isNews(message)) return;
    const text = this.#textOf(message);
    this.#options.broker.publish(message.topic, isGarbage ? this.#garbled(text) : text);
  }

  #sayLater(message: FieldMessage, delayMs: number): void {
    if (!this.#isNews(message)) return;
    const text = this.#textOf(message);
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#late.delete(cancel);
      this.#options.broker.publish(message.topic, text);
    });
    this.#late.add(cancel);
  }

  #isNews({ topic, body }: FieldMessage): boolean {
    const now = this.#options.clock.monotonic();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const last = this.#said.get(topic);
    if (last?.text === text && now - last.at < reportMs) return false;
    this.#said.set(topic, { text, at: now });
    return true;
  }

  #textOf({ body, isStamped }: FieldMessage): string {
    if (typeof body === 'string') return body;
    const stamp = isStamped ? { UtcTime: new Date(this.#options.clock.now()).toISOString() } : {};
    return JSON.stringify({ ...stamp, ...body });
  }

  /** The first part of the message, as a sender with an empty battery leaves it. */
  #garbled(text: string): string {
    return text.slice(0, Math.floor(text.length * this.#options.random() * 0.8));
  }
}
