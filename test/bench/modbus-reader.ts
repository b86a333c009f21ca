// The driver under measurement in a process of its own: sessions on endpoints, a sink that counts. Started by fork.

import { driverSchemas } from '@campus/device-drivers';
import { loadSessions } from '@campus/device-drivers/sessions';
import { silentLog, systemClock } from '@campus/runtime';
import { settledPlan } from '../../device-drivers/settled-plan.ts';
import { planOf, pointOf } from '../unit/device-drivers/support.ts';
import { fixtureModel, pointsPerDevice, widthOfPoint } from './modbus-fixture.ts';

export interface ReaderOrder {
  readonly ports: readonly number[];
  readonly unitsEach: number;
  readonly periodMs: number;
  /** Requests in flight a connection. */
  readonly pipeline: number;
}

/** Asked for by its name: what was read, or how long a write to a unit took. */
export type ReaderQuestion = 'count' | 'write';
export interface ReaderSaid {
  readonly registers: number;
  readonly good: number;
  readonly writeMs: number;
}

const counts = { registers: 0, good: 0 };

async function begin({ ports, unitsEach, periodMs, pipeline }: ReaderOrder) {
  const open = await loadSessions('modbus');
  const widths = Uint8Array.from({ length: pointsPerDevice + 1 }, (_, i) =>
    i < pointsPerDevice ? widthOfPoint(i) : 0,
  );
  const sink = {
    sample: (index: number, _timeMs: number, _value: number, code: number): void => {
      counts.registers += widths[index % (pointsPerDevice + 1)]!;
      if (code === 0) counts.good++;
    },
    deviceState: (): void => {},
  };
  return ports.map((port) => {
    const devices = Array.from({ length: unitsEach }, (_, i) => ({
      id: `d${i + 1}`,
      model: fixtureModel(periodMs),
      address: { unit: i + 1 },
    }));
    const plan = settledPlan(
      planOf('modbus', { host: '127.0.0.1', port, pipeline }, devices),
      driverSchemas.modbus,
    );
    const session = open(plan, sink, { clock: systemClock, log: silentLog });
    session.start();
    return { plan, session };
  });
}

if (process.send) {
  const order: ReaderOrder = JSON.parse(process.argv[2] ?? '{}');
  const sessions = await begin(order);
  let turn = 0;
  process.on('message', async (question: ReaderQuestion) => {
    const { plan, session } = sessions[turn % sessions.length]!;
    const unit = 1 + (turn++ % order.unitsEach);
    const beganAt = performance.now();
    let writeMs = 0;
    if (question === 'write') {
      const written = await session.write(pointOf(plan, `d${unit}/p${pointsPerDevice - 1}-set`), turn % 100);
      if (!written.ok) throw new Error(written.detail);
      writeMs = performance.now() - beganAt;
    }
    process.send?.({ ...counts, writeMs } satisfies ReaderSaid);
  });
  process.on('disconnect', () => process.exit(0));
  process.send('ready');
}
