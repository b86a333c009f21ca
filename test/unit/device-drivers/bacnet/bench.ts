// What the BACnet tests share: simulated devices on a port, raw peers, and a session with them.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { loadDriver } from '@campus/device-drivers';
import { seededRandom, silentLog, systemClock } from '@campus/runtime';
import { afterEach } from 'vitest';
import { BacnetDevice } from '../../../../simulators/bacnet/device.ts';
import { objectMaps } from '../../../../simulators/bacnet/object-maps.ts';
import { startBacnetServer } from '../../../../simulators/bacnet/server.ts';
import { Faults } from '../../../../simulators/faults/faults.ts';
import { standing } from '../dlt645/bench.ts';
import { type PlannedDevice, planOf, SeenSink } from '../support.ts';

const closing: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const it of closing.splice(0).reverse()) await it.close();
});

export function closedAfterwards(it: { close(): Promise<unknown> }): void {
  closing.push(it);
}

export interface SimulatedBacnet extends PlannedDevice {
  readonly values: Record<string, number>;
  /** Of the map, where it is not the model's id. */
  readonly map?: string;
  readonly maxApdu?: number;
}

interface Address {
  readonly instance: number;
  readonly network?: number;
  readonly mac?: string;
  readonly offset?: number;
}

/** Serves the devices on a port of their own. */
export async function serverOf(devices: readonly SimulatedBacnet[], host = '127.0.0.1') {
  const faults = new Faults();
  const written: string[] = [];
  const server = await startBacnetServer({
    endpointIds: ['endpoint'],
    host,
    port: 0,
    devices: devices.map((planned) => {
      const { instance, network, mac, offset = 0 } = planned.address as unknown as Address;
      const map = objectMaps.get(planned.map ?? String(planned.model))!;
      const device = new BacnetDevice(
        standing(planned, planned.values),
        { ...map, maxApdu: planned.maxApdu ?? map.maxApdu },
        instance,
        offset,
      );
      const behind = network === undefined ? null : { network, mac: Buffer.from(mac ?? '', 'hex') };
      return { device, behind };
    }),
    faults,
    random: seededRandom(1),
    clock: systemClock,
    log: silentLog,
    onWritten: () => written.push('written'),
  });
  closedAfterwards(server);
  return { server, port: server.port, faults, written };
}

export async function sessionOf(
  port: number,
  devices: readonly PlannedDevice[],
  settings: Record<string, unknown> = {},
) {
  const planned = devices.map(({ id, model, address }) => ({ id, model, address }));
  const plan = planOf('bacnet', { host: '127.0.0.1', port, timeoutMs: 300, ...settings }, planned);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('bacnet');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  closedAfterwards(session);
  session.start();
  return { plan, sink, session };
}

/** A UDP peer of a test's own: it sees what comes and sends what the test says. */
export class UdpPeer {
  readonly heard: Buffer[] = [];
  readonly #socket: Socket = createSocket('udp4');
  readonly #answer: (bytes: Buffer) => Buffer | null;

  constructor(answer: (bytes: Buffer) => Buffer | null) {
    this.#answer = answer;
    this.#socket.on('message', (bytes, remote) => this.#received(bytes, remote));
    closedAfterwards(this);
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#socket.bind(0, '127.0.0.1', () => resolve(this.#socket.address().port));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #received(bytes: Buffer, { port, address }: RemoteInfo): void {
    this.heard.push(bytes);
    const reply = this.#answer(bytes);
    if (reply) this.#socket.send(reply, port, address);
  }
}
