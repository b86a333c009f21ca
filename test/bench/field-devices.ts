// Wireless sensors on the field's broker: one JSON message each time, with four values that all changed past what is noise.
import { connectAsync, type MqttClient } from 'mqtt';

export const valuesAMessage = 4;
const burstMs = 20;

export interface FieldOptions {
  readonly port: number;
  readonly devices: number;
  readonly messagesPerSecond: number;
}

export function deviceIds(devices: number): string[] {
  return Array.from({ length: devices }, (_, i) => `sensor-${Math.floor(i / 100) + 1}-${(i % 100) + 1}`);
}

/** The topic of a device, as Zigbee2MQTT names it. */
export function topicOf(deviceId: string): string {
  return `zigbee2mqtt/${deviceId}`;
}

/** What the light sensor shows when the rule of the bench shall find it. */
export const glaringLux = 90_000;

export class FieldDevices {
  readonly #client: MqttClient;
  readonly #options: FieldOptions;
  readonly #ids: readonly string[];
  #sent = 0;

  private constructor(client: MqttClient, options: FieldOptions) {
    this.#client = client;
    this.#options = options;
    this.#ids = deviceIds(options.devices);
  }

  static async connect(options: FieldOptions): Promise<FieldDevices> {
    const client = await connectAsync(`mqtt://127.0.0.1:${options.port}`);
    return new FieldDevices(client, options);
  }

  /** Sends so many messages at the pace asked for, the devices by turns; resolves when the last is sent. Returns samples. */
  async send(messages: number): Promise<number> {
    const startedAt = performance.now();
    for (let sent = 0; sent < messages; ) {
      const due = ((performance.now() - startedAt) * this.#options.messagesPerSecond) / 1000;
      for (const until = Math.min(messages, due); sent < until; sent++) this.#next();
      await new Promise((resolve) => setTimeout(resolve, burstMs));
    }
    return messages * valuesAMessage;
  }

  /** One message of one device in glaring light: a rule shall tell it. */
  glare(): void {
    this.#publish(0, { illuminance: glaringLux });
  }

  async close(): Promise<void> {
    await this.#client.endAsync();
  }

  #next(): void {
    const place = this.#sent % this.#ids.length;
    const turn = Math.floor(this.#sent / this.#ids.length);
    this.#sent++;
    this.#publish(place, { illuminance: 300 + ((turn * 26 + place) % 400) });
  }

  #publish(place: number, light: { illuminance: number }): void {
    const turn = Math.floor(this.#sent / this.#ids.length);
    const body = {
      occupancy: turn % 2 === 0,
      ...light,
      battery: 60 + ((turn * 7) % 35),
      linkquality: 80 + ((turn * 33) % 150),
    };
    this.#client.publish(topicOf(this.#ids[place]!), JSON.stringify(body));
  }
}
