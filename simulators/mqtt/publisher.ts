// Says on the field broker what its devices notice: at once when it changes, and again now and then.
import type { Clock, Random } from '@campus/runtime';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Faults } from '../faults/faults.ts';
import type { FieldBroker } from './broker.ts';
import { type FieldCommand, type FieldMessage, fieldModels } from './messages.ts';

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
      if (said.bridge) this.#say(said.bridge, false);
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
    for (const command of fieldModels.get(device.device.modelId)?.commands?.(base) ?? []) {
      this.#options.broker.subscribe(command.topic, (payload) => this.#take(device, command, payload));
    }
  }

  #take(device: SimulatedDevice, { parse, answer }: FieldCommand, payload: string): void {
    const { mode } = this.#options.faults.device(device.id, device.device.endpointId);
    if (mode === 'silent') return;
    const order = parse(payload);
    if (order && device.operate(order.point, order.value)) this.#options.onWritten();
    for (const message of answer?.(device, payload) ?? []) {
      const text = this.#textOf(message);
      this.#options.broker.publish(message.topic, mode === 'garbage' ? this.#garbled(text) : text, {
        isRetained: false,
      });
    }
  }

  #say(message: FieldMessage, isGarbage: boolean): void {
    if (!this.#isNews(message)) return;
    const text = this.#textOf(message);
    this.#publish(message, isGarbage ? this.#garbled(text) : text);
  }

  #publish({ topic, isEvent = false }: FieldMessage, text: string): void {
    this.#options.broker.publish(topic, text, { isRetained: !isEvent });
  }

  #sayLater(message: FieldMessage, delayMs: number): void {
    if (!this.#isNews(message)) return;
    const text = this.#textOf(message);
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#late.delete(cancel);
      this.#publish(message, text);
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

  #textOf({ body, isStamped, at }: FieldMessage): string {
    if (at) return JSON.stringify(at(new Date(this.#options.clock.now()).toISOString()));
    if (typeof body === 'string') return body;
    const stamp = isStamped ? { UtcTime: new Date(this.#options.clock.now()).toISOString() } : {};
    return JSON.stringify({ ...stamp, ...body });
  }

  /** The first part of the message, as a sender with an empty battery leaves it. */
  #garbled(text: string): string {
    return text.slice(0, Math.floor(text.length * this.#options.random() * 0.8));
  }
}
