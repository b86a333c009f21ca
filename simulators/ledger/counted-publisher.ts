// Field devices of a proof: they publish counted values at a steady pace while somebody listens, each once.
import type { Clock } from '@campus/runtime';
import type { FieldBroker } from '../mqtt/broker.ts';
import type { PlacedFieldDevice } from '../mqtt/publisher.ts';
import type { CountedValues } from './counted-values.ts';

/** Five times a second and device: some hundred messages a second of a small campus. */
const publishEveryMs = 200;
const batteryPercent = 100;

export interface CountedPublisherOptions {
  readonly broker: FieldBroker;
  readonly devices: readonly PlacedFieldDevice[];
  readonly values: CountedValues;
  readonly clock: Clock;
}

export class CountedPublisher {
  readonly #options: CountedPublisherOptions;
  readonly #stop: () => void;
  #message = 0;
  #listeners = 0;
  #generation = 0;

  constructor(options: CountedPublisherOptions) {
    this.#options = options;
    const { broker, devices, clock } = options;
    for (const { base } of devices) broker.publish(`${base}/availability`, '{"state":"online"}');
    broker.onListeners((listeners) => {
      if (listeners > this.#listeners) this.#generation++;
      this.#listeners = listeners;
    });
    this.#stop = clock.every(publishEveryMs, () => this.#publishAll());
  }

  close(): void {
    this.#stop();
  }

  #publishAll(): void {
    if (this.#listeners === 0) return;
    for (const device of this.#options.devices) this.#publish(device);
  }

  /** Not retained: whoever listens later is not told the same value again. */
  #publish({ device, base }: PlacedFieldDevice): void {
    const { values, broker } = this.#options;
    const request = this.#message++;
    const next = (point: string): number =>
      values.told(`${device.id}/${point}`, request, device.number(point));
    const [temperature, humidity] = [next('temperature'), next('humidity')];
    const body = { temperature, humidity, battery: batteryPercent, linkquality: batteryPercent };
    values.answered(`mqtt ${broker.port} ${this.#generation}`, true);
    broker.publish(base, JSON.stringify(body), { isRetained: false });
  }
}
