// Edge node and host when their broker is killed and comes back, or never was there.
import { describe, expect, test } from 'vitest';
import { silentLog, systemClock } from '../../../runtime/index.ts';
import { dataType, EdgeNode, Host, type Metric } from '../../../sparkplug/index.ts';
import { Heard, until } from './heard.ts';
import { hasMosquitto, mosquittoPath, siteId, startMosquitto } from './test-brokers.ts';

const power: Metric = { name: 'power', alias: 10, dataType: dataType.Double, value: 5 };

describe.skipIf(!hasMosquitto)(`loss of the broker (${mosquittoPath})`, () => {
  test('a killed broker is found again; births follow', async () => {
    const first = await startMosquitto();
    const port = Number(new URL(first.url).port);
    const heard = new Heard();
    const common = { groupId: siteId, clock: systemClock, log: silentLog };
    const hub = new Host({
      ...common,
      broker: { url: first.url, clientId: 'hub' },
      hostId: 'hub',
      listener: heard.listener,
    });
    await hub.start();
    const edge = new EdgeNode({
      ...common,
      broker: { url: first.url, clientId: 'gw-1' },
      edgeNodeId: 'gw-1',
      primaryHostId: 'hub',
      births: () => ({ node: [], devices: [{ id: 'meter-1', metrics: [power] }] }),
      onBorn: () => {},
      onLost: () => {},
      onCommand: () => {},
      onHostState: () => {},
    });
    edge.start();
    await heard.until('DBIRTH gw-1/meter-1');
    await first.stop();
    await heard.until('lost');
    await until(() => !edge.isBorn, 'loss');
    expect(edge.publishDevice('meter-1', [power])).toBe(false);
    const second = await startMosquitto(port);
    await heard.until('DBIRTH gw-1/meter-1', 2);
    await Promise.all([edge.close(), hub.close()]);
    await second.stop();
  });

  test('without a broker the host gives up its start after 10 s', async () => {
    const hub = new Host({
      broker: { url: 'mqtt://127.0.0.1:9', clientId: 'hub' },
      hostId: 'hub',
      groupId: siteId,
      clock: { ...systemClock, after: (ms, run) => systemClock.after(ms / 20, run) },
      log: silentLog,
      listener: new Heard().listener,
    });
    await expect(hub.start()).rejects.toThrow(/no connection to the broker/);
  });
});
