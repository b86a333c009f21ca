// Packets that are spoilt on the way, in any order of ways: no exit, no wrong value, and good answers are good again.
import { status } from '@campus/campus-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BacnetDevice } from '../../../../simulators/bacnet/device.ts';
import { objectMaps } from '../../../../simulators/bacnet/object-maps.ts';
import { encodePacket, parsePacket } from '../../../../simulators/bacnet/packet.ts';
import { answer } from '../../../../simulators/bacnet/services.ts';
import { standing } from '../dlt645/bench.ts';
import { until } from '../support.ts';
import { sessionOf, UdpPeer } from './bench.ts';

const values: Record<string, number> = {
  power: 1,
  mode: 2,
  fan: 3,
  target: 26.5,
  'room-temperature': 21.3,
  valve: 55,
};
const planned = { id: 'd', model: 'bacnet-thermostat', address: { instance: 7 } };
const device = new BacnetDevice(standing(planned, values), objectMaps.get('bacnet-thermostat')!, 7, 0);

/** Values themselves have UDP's checksum only, so what is changed is the packet's head; the rest is cut or replaced. */
const headBytes = 9;
type Way = 'good' | 'cut' | 'head' | 'noise' | 'nothing' | 'segment' | 'longer';
interface Spoiling {
  readonly way: Way;
  readonly at: number;
  readonly noise: Uint8Array;
}
const spoiling = fc.record({
  way: fc.constantFrom<Way>('good', 'cut', 'head', 'noise', 'nothing', 'segment', 'longer'),
  at: fc.nat(10_000),
  noise: fc.uint8Array({ minLength: 1, maxLength: 80 }),
});

function spoil(good: Buffer, { way, at, noise }: Spoiling): Buffer | null {
  const spoilt = Buffer.from(good);
  switch (way) {
    case 'good':
      return good;
    case 'cut':
      return good.subarray(0, 1 + (at % (good.length - 1)));
    case 'head':
      spoilt[at % headBytes] = spoilt[at % headBytes]! ^ (noise[0]! || 1);
      return spoilt;
    case 'noise':
      return Buffer.from(noise);
    case 'nothing':
      return null;
    case 'segment':
      spoilt[6] = 0x3c;
      return spoilt;
    case 'longer':
      return Buffer.concat([good, Buffer.from(noise)]);
  }
}

test('whatever comes, only true values are good', async () => {
  const run = async (spoilings: readonly Spoiling[]): Promise<void> => {
    const left = [...spoilings];
    const peer = new UdpPeer((bytes) => {
      const packet = parsePacket(bytes);
      const apdu = packet && answer(device, packet.apdu).apdu;
      if (!apdu) return null;
      const next = left.shift();
      const good = encodePacket(null, apdu);
      return next ? spoil(good, next) : good;
    });
    const { sink, session } = await sessionOf(await peer.listen(), [planned], { timeoutMs: 100 });
    const isBack = (): boolean =>
      left.length === 0 &&
      Object.keys(values).every((point) => sink.last(`d/${point}`)?.status === status.good);
    await until(isBack, 'all values good again', 70_000);
    for (const { pointId, value, status: code } of sink.samples) {
      if (code === status.good) expect(value).toBe(values[pointId.slice(2).replace(/-set$/, '')]);
      else expect(value).toBeNaN();
    }
    await session.close();
  };
  await fc.assert(fc.asyncProperty(fc.array(spoiling, { minLength: 1, maxLength: 6 }), run), { numRuns: 12 });
}, 300_000);
