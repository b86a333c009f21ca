// `campus discover bacnet` and `campus discover pjlink`: asks a whole network who is there.
import type { Text } from '@campus/campus-model';
import { deviceModels, discoverBacnet, type FoundDevice, searchProjectors } from '@campus/device-drivers';
import { systemClock } from '@campus/runtime';
import { CommandFailure } from '../words.ts';
import { type DraftFile, type DraftOptions, handOver } from './draft-text.ts';
import { ProgressLine } from './progress-line.ts';
import { endpointId, readDuration, readTarget } from './target.ts';

export interface NetworkOptions extends DraftOptions {
  readonly for: string;
  readonly localAddress?: string;
  readonly localPort?: number;
}

const bacnetPort = 47_808;
const broadcast = '255.255.255.255';
/** The one that most devices are; which it is, the fitter says. */
const bacnetModel = 'bacnet-thermostat';

/** Throws CommandFailure where nothing can be sent. */
export async function runBacnet(target: string | undefined, options: NetworkOptions): Promise<void> {
  const { host, port } = readTarget(target ?? broadcast, 'udp', bacnetPort);
  const line = waiting();
  const found = await discoverBacnet(
    {
      host,
      port,
      localAddress: options.localAddress ?? '0.0.0.0',
      localPort: options.localPort ?? bacnetPort,
      waitMs: readDuration(options.for),
    },
    systemClock,
  ).catch((error: unknown) => {
    line.end();
    throw new CommandFailure({
      zh: `BACnet 查询未能发出（${String(error)}）。请检查网络与本机端口。`,
      en: `The BACnet question could not be sent (${String(error)}). Check the network and the port of this machine.`,
    });
  });
  line.end();
  await handOver(bacnetDrafts(found), options);
}

function bacnetDrafts(found: readonly FoundDevice[]): DraftFile {
  const addresses = [...new Set(found.map(({ address }) => address))];
  const models = [...deviceModels.values()]
    .filter(({ protocol }) => protocol === 'bacnet')
    .map(({ id }) => id);
  const choose: Text = {
    zh: `型号需自选：${models.join('、')}`,
    en: `choose the model: ${models.join(', ')}`,
  };
  return {
    endpoints: addresses.map((address) => {
      const { host, port } = readTarget(address, 'udp', bacnetPort);
      return { id: bacnetEndpoint(address), protocol: 'bacnet', settings: { host, port } };
    }),
    devices: found.map(({ instance, address, network, mac, maxApdu, vendorId }) => ({
      endpointId: bacnetEndpoint(address),
      device: {
        id: `bacnet-${instance}`,
        name: { zh: `BACnet 设备 ${instance}`, en: `BACnet device ${instance}` },
        model: bacnetModel,
        address: { instance, ...(network === undefined ? {} : { network, mac }) },
      },
      evidence: [
        {
          zh: `实例 ${instance}，厂商 ${vendorId}，最长应答 ${maxApdu}`,
          en: `instance ${instance}, vendor ${vendorId}, longest answer ${maxApdu}`,
        },
        choose,
      ],
    })),
    remarks: [],
  };
}

function bacnetEndpoint(address: string): string {
  const { host, port } = readTarget(address, 'udp', bacnetPort);
  return endpointId('bacnet', host, port === bacnetPort ? undefined : port);
}

/** Projectors of class 2; class 1 has no search. */
export async function runPjlink(target: string | undefined, options: NetworkOptions): Promise<void> {
  const address = target === undefined ? null : readTarget(target, 'udp', 4_352);
  const line = waiting();
  const found = await searchProjectors({
    ...(address ? { addresses: [address.host], port: address.port } : {}),
    waitMs: readDuration(options.for),
    clock: systemClock,
  });
  line.end();
  await handOver(
    {
      endpoints: found.map(({ host }) => ({
        id: endpointId('pjlink', host),
        protocol: 'pjlink',
        settings: { host },
      })),
      devices: found.map(({ host, mac }) => ({
        endpointId: endpointId('pjlink', host),
        device: {
          id: endpointId('projector', host),
          name: { zh: `投影机 ${host}`, en: `Projector ${host}` },
          model: 'pjlink-class-2',
          address: {},
        },
        evidence: [
          {
            zh: `MAC ${mac}；若设有密码，请在端点中填写 password`,
            en: `MAC ${mac}; where it asks for one, give the endpoint its password`,
          },
        ],
      })),
      remarks: [],
    },
    options,
  );
}

function waiting(): ProgressLine {
  const line = new ProgressLine();
  line.show({ zh: '正在等待应答 …', en: 'waiting for answers …' });
  return line;
}
