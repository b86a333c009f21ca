// Lines that spoil what meters answer, in any order of ways: no wrong value is stored, and good answers are good again.
import { status } from '@campus/campus-model';
import { loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cjt188Line } from '../../../../simulators/cjt188/line.ts';
import { Meter as WaterMeter } from '../../../../simulators/cjt188/meter.ts';
import { meterMaps as waterMaps } from '../../../../simulators/cjt188/meter-maps.ts';
import { dlt645Line } from '../../../../simulators/dlt645/line.ts';
import { Meter } from '../../../../simulators/dlt645/meter.ts';
import { meterMaps } from '../../../../simulators/dlt645/meter-maps.ts';
import type { MeterLine } from '../../../../simulators/meter-line/server.ts';
import { LinePeer } from '../serial-line/line-peer.ts';
import { planOf, SeenSink, until } from '../support.ts';
import { password, type SimulatedMeter, standing } from './bench.ts';

const meter: SimulatedMeter = {
  id: 'm',
  model: 'dlt645-2007-single-phase-relay',
  address: { address: '202311230002' },
  values: {
    voltage: 231.4,
    current: 4.321,
    power: 987.6,
    'power-factor': 0.87,
    'energy-import': 8_765.43,
    supply: 1,
  },
};
const water: SimulatedMeter = {
  id: 'm',
  model: 'cjt188-water-meter-valve',
  address: { address: '78330011223344' },
  values: { volume: 8_765.43, 'volume-settled': 7_654.32, 'battery-low': 0, valve: 1 },
};
const clocked = { clock: systemClock, utcOffsetMinutes: 480 };

const lines: Record<'dlt645' | 'cjt188', { planned: SimulatedMeter; line: MeterLine }> = {
  dlt645: {
    planned: meter,
    line: dlt645Line([
      new Meter({
        device: standing(meter, meter.values),
        map: meterMaps.get(meter.model)!,
        address: '202311230002',
        password,
        ...clocked,
      }),
    ]),
  },
  cjt188: {
    planned: water,
    line: cjt188Line([
      new WaterMeter({
        device: standing(water, water.values),
        map: waterMaps.get(water.model)!,
        address: '78330011223344',
        ...clocked,
      }),
    ]),
  },
};

/** One way to spoil an answer; `at` and `byte` say where and by what. */
type Way = 'good' | 'cut' | 'changed' | 'noise' | 'twice' | 'closed' | 'nothing' | 'late' | 'endless';
interface Spoiling {
  readonly way: Way;
  readonly at: number;
  readonly byte: number;
}
const ways: readonly Way[] = [
  'good',
  'cut',
  'changed',
  'noise',
  'twice',
  'closed',
  'nothing',
  'late',
  'endless',
];
const spoiling = fc.record({
  way: fc.constantFrom(...ways),
  at: fc.nat(10_000),
  byte: fc.integer({ min: 1, max: 255 }),
});

function spoil(good: Buffer, { way, at, byte }: Spoiling, peer: LinePeer): Buffer | null {
  const place = at % good.length;
  switch (way) {
    case 'good':
      return good;
    case 'cut':
      return good.subarray(0, place);
    case 'changed': {
      const spoilt = Buffer.from(good);
      spoilt[place] = (spoilt[place]! + byte) & 0xff;
      return spoilt;
    }
    case 'noise':
      return Buffer.concat([Buffer.alloc(place, byte), good, Buffer.alloc(place, byte)]);
    case 'twice':
      return Buffer.concat([good, good]);
    case 'closed':
      peer.cut();
      return null;
    case 'nothing':
      return null;
    case 'late':
      setTimeout(() => peer.send(good), 120);
      return null;
    case 'endless':
      return Buffer.alloc(5_000, 0x68);
  }
}

test.each(['dlt645', 'cjt188'] as const)(
  '%s: whatever the line does, only true values are good',
  async (protocol) => {
    const { planned, line } = lines[protocol];
    const driver = await loadDriver(protocol);
    const run = async (spoilings: readonly Spoiling[]): Promise<void> => {
      const left = [...spoilings];
      const peer = new LinePeer((bytes, it) => {
        const good = line(bytes).answers[0]?.bytes;
        const next = left.shift();
        if (!good) return null;
        return next ? spoil(good, next, it) : good;
      });
      const settings = { host: '127.0.0.1', port: await peer.listen(), timeoutMs: 100, gapMs: 0 };
      const plan = planOf(protocol, settings, [{ id: 'm', model: planned.model, address: planned.address }]);
      const sink = new SeenSink(plan);
      const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
      session.start();
      try {
        const points = Object.keys(planned.values);
        const isBack = (): boolean =>
          left.length === 0 && points.every((point) => sink.last(`m/${point}`)?.status === status.good);
        await until(isBack, 'all values good again', 40_000);
        for (const { pointId, value, status: code } of sink.samples) {
          if (code === status.good) expect(value).toBe(planned.values[pointId.slice(2).replace(/-set$/, '')]);
          else expect(value).toBeNaN();
        }
      } finally {
        await session.close();
        await peer.close();
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(spoiling, { minLength: 1, maxLength: 6 }), run), {
      numRuns: 12,
    });
  },
  300_000,
);
