// Our side of the end-to-end bench: edge agent and hub as they run on a site, on a campus of wireless sensors, with a page
// that watches a hundred points.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alarm } from '@campus/campus-model';
import { ApiClient } from '../harness/api.ts';
import { CampusProcess, freePort, temporaryFolder, until } from '../harness/campus-run.ts';
import { readMetric } from '../harness/metrics.ts';
import { deviceIds, topicOf } from './field-devices.ts';
import { LivePage } from './live-page.ts';

const startWithinMs = 60_000;
const watchedPoints = 100;
const name = (text: string) => ({ zh: text, en: text });

/** A campus file: every sensor of the field in rooms of a hundred, one gateway, one field broker. */
function description(devices: number, fieldPort: number): object {
  const rooms = Math.ceil(devices / 100);
  const spaces = Array.from({ length: rooms }, (_, i) => ({
    id: `room-${i + 1}`,
    template: 'room',
    name: name(`Room ${i + 1}`),
    at: [i * 4, 0],
    devices: [
      {
        id: `sensor-${i + 1}-{k}`,
        name: name(`Sensor ${i + 1}-{k}`),
        model: 'z2m-presence-lux',
        endpoint: 'field',
        address: { topic: topicOf(`sensor-${i + 1}-{k}`) },
        repeat: Math.min(100, devices - i * 100),
      },
    ],
  }));
  const settings = { host: '127.0.0.1', port: fieldPort };
  return {
    version: 1,
    demo: true,
    site: { id: 'bench', name: name('Bench'), timeZone: 'Asia/Shanghai' },
    gateways: [{ id: 'gw', name: name('Gateway'), building: 'b' }],
    endpoints: [{ id: 'field', gateway: 'gw', protocol: 'mqtt', settings }],
    templates: { room: { kind: 'office', size: [3, 3] } },
    buildings: [
      {
        id: 'b',
        name: name('Building'),
        outline: [
          [0, 0],
          [4 * rooms, 0],
          [4 * rooms, 4],
          [0, 4],
        ],
        floors: [{ id: 'b-f1', name: name('Floor'), level: 1, spaces }],
      },
    ],
  };
}

const rules = {
  version: 1,
  rules: [
    {
      id: 'glare',
      name: name('Glare'),
      advice: name('Draw the curtains.'),
      system: 'teaching',
      priority: 'low',
      points: { quantities: ['illuminance'] },
      unit: 'lx',
      condition: { above: 80_000, hysteresis: 1_000, clearAfterMs: 1_000 },
    },
    {
      id: 'battery',
      name: name('Battery low'),
      advice: name('Change it.'),
      system: 'network',
      priority: 'low',
      points: { quantities: ['battery'] },
      unit: '%',
      condition: { below: 10, hysteresis: 5, clearAfterMs: 1_000 },
    },
  ],
};

export class CampusChain {
  readonly #folder: string;
  readonly #hub: CampusProcess;
  readonly #agent: CampusProcess;
  readonly #client: ApiClient;
  readonly #address: string;
  readonly #page: LivePage;

  private constructor(
    parts: { folder: string; hub: CampusProcess; agent: CampusProcess; client: ApiClient; address: string },
    page: LivePage,
  ) {
    this.#folder = parts.folder;
    this.#hub = parts.hub;
    this.#agent = parts.agent;
    this.#client = parts.client;
    this.#address = parts.address;
    this.#page = page;
  }

  static async start(devices: number, fieldPort: number): Promise<CampusChain> {
    const folder = temporaryFolder('bench');
    const [campus, ruleFile] = [join(folder, 'campus.yaml'), join(folder, 'rules.yaml')];
    writeFileSync(campus, JSON.stringify(description(devices, fieldPort)));
    writeFileSync(ruleFile, JSON.stringify(rules));
    const [panelPort, mqttPort] = [await freePort(), await freePort()];
    const args = ['--campus', campus, '--rules', ruleFile, '--data', join(folder, 'data'), '--no-history'];
    const ports = ['--panel-port', String(panelPort), '--mqtt-port', String(mqttPort)];
    const hub = new CampusProcess(['hub', ...args, ...ports]);
    await hub.said(/"ready":"hub"/, startWithinMs);
    const agent = new CampusProcess(['agent', '--gateway', 'gw', ...args, ...ports]);
    await agent.said(/"ready"/, startWithinMs);
    const address = `http://127.0.0.1:${panelPort}`;
    const client = new ApiClient(address);
    await client.signIn('admin');
    const watched = deviceIds(devices)
      .slice(0, watchedPoints)
      .map((id) => `${id}/illuminance`);
    const page = await LivePage.open(panelPort, client.cookie, watched);
    return new CampusChain({ folder, hub, agent, client, address }, page);
  }

  get pids(): number[] {
    return [this.#hub.child.pid!, this.#agent.child.pid!];
  }

  /** Samples that history has made durable. */
  stored(): Promise<number> {
    return readMetric(this.#address, 'campus_ingest_stored_total');
  }

  /** Values that the page was told. */
  get shown(): number {
    return this.#page.values;
  }

  async untilGlareIsTold(deadlineMs: number): Promise<void> {
    await until(async () => (await this.#client.get<Alarm[]>('/alarms')).length > 0, deadlineMs);
  }

  async end(): Promise<void> {
    this.#page.close();
    await this.#agent.end();
    await this.#hub.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
