// Sessions on RTU, behind a serial server and on a local port: values, commands, noise, late answers.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { ServerSerial } from 'modbus-serial';
import { describe, expect, test } from 'vitest';
import { pointOf, until } from '../support.ts';
import { closedAfterwards, sessionAt, sessionOf } from './bench.ts';
import { PeerMemory, type PeerRequest } from './peer.ts';
import { lineFrame, type RtuAnswer, RtuPeer } from './rtu-peer.ts';

const ac = { id: 'ac', model: 'fan-coil-thermostat', address: { unit: 1 } };
const lamps = { id: 'lamps', model: 'lamp-relay-4', address: { unit: 2 } };
const air = { id: 'air', model: 'generic-cn-co2', address: { unit: 3 } };
const rtu = { transport: 'rtu-over-tcp', gapMs: 2 };

async function lineOf(answer: (request: PeerRequest) => RtuAnswer) {
  const peer = closedAfterwards(new RtuPeer(answer));
  return { peer, port: await peer.listen() };
}

function answering(memory: PeerMemory): (request: PeerRequest) => Buffer {
  return (request) => memory.answer(request) as Buffer;
}

describe('behind a serial server', () => {
  test('several units give their values, commands are written and read back', async () => {
    const memory = new PeerMemory();
    memory.holding.set(3, 265);
    memory.coils.set(1, true);
    const { port, peer } = await lineOf(answering(memory));
    const { plan, sink, session } = await sessionOf(port, [ac, lamps], rtu);
    await until(() => sink.last('ac/target') && sink.last('lamps/front') && sink.last('ac/valve'), 'values');
    expect(sink.last('ac/target')).toMatchObject({ value: 26.5, status: status.good });
    expect(sink.last('lamps/blackboard')).toMatchObject({ value: 1, status: status.good });
    expect(await session.write(pointOf(plan, 'ac/target-set'), 24)).toEqual({ ok: true });
    expect(await session.read(pointOf(plan, 'ac/target'))).toEqual({ value: 24, status: status.good });
    expect(await session.write(pointOf(plan, 'lamps/front-set'), 1)).toEqual({ ok: true });
    expect(memory.coils.get(0)).toBe(true);
    expect(peer.badRequests).toBe(0);
  });

  test('noise before an answer and bytes behind it harm nobody', async () => {
    const memory = new PeerMemory();
    memory.holding.set(3, 265);
    let nth = 0;
    const { port } = await lineOf((request) => {
      const frame = lineFrame(request.unit, memory.answer(request) as Buffer);
      const parts = [[Buffer.of(0, 0xff), frame], [frame, Buffer.of(0)], [frame]];
      return { raw: Buffer.concat(parts[nth++ % parts.length]!) };
    });
    const { sink } = await sessionOf(port, [ac], rtu);
    const goods = () => sink.samples.filter((it) => it.pointId === 'ac/target' && it.status === status.good);
    await until(() => goods().length >= 3, 'values');
    expect(sink.samples.filter((it) => it.status === status.good && it.pointId === 'ac/target')).toEqual(
      goods().map((it) => ({ ...it, value: 26.5 })),
    );
  });

  test('a spoilt answer is bad quality, the next one is good again', async () => {
    const memory = new PeerMemory();
    memory.input.set(1, 650);
    let isSpoilt = true;
    const { port, peer } = await lineOf((request) => {
      const frame = lineFrame(request.unit, memory.answer(request) as Buffer);
      if (isSpoilt) frame[4] = frame[4]! ^ 0x01;
      return { raw: frame };
    });
    const { sink } = await sessionOf(port, [air], rtu);
    await until(() => sink.isOnline('air') === false, 'offline', 15_000);
    expect(sink.last('air/co2')).toMatchObject({ value: Number.NaN, status: status.communicationError });
    expect(sink.samples.every(({ value }) => Number.isNaN(value))).toBe(true);
    isSpoilt = false;
    await until(() => sink.isOnline('air') === true, 'online', 15_000);
    expect(sink.last('air/co2')).toMatchObject({ value: 650, status: status.good });
    expect(peer.connections).toBe(1);
  });

  test('answers that come after their time are nobody’s values, whatever was asked meanwhile', async () => {
    const { port } = await lineOf((request) => {
      const registers = Array.from(
        { length: request.operand },
        (_, i) => 100 * request.code + request.address + i,
      );
      const pdu = Buffer.from([
        request.code,
        request.operand * 2,
        ...registers.flatMap((it) => [it >> 8, it & 0xff]),
      ]);
      return request.unit === 1 ? { after: 260, pdu } : pdu;
    });
    const { sink } = await sessionOf(port, [ac, { ...air, address: { unit: 3 } }], rtu);
    await until(
      () => sink.samples.filter(({ pointId }) => pointId === 'air/co2').length > 20,
      'the neighbour',
      20_000,
    );
    const ofLate = sink.samples.filter((it) => it.pointId.startsWith('ac/') && it.status === status.good);
    expect(ofLate).toEqual([]);
    const ofGood = sink.samples.filter((it) => it.pointId === 'air/co2');
    expect(new Set(ofGood.map(({ value }) => value))).toEqual(new Set([401]));
  });

  test('of two reads of one shape the late answer to one is not the value of the other', async () => {
    const [first] = deviceModels.get('r444a01')!.points;
    const far = { ...first!, id: 'far', address: { ...first!.address, address: 100 } };
    const model = { ...deviceModels.get('r444a01')!, points: [first!, far] };
    const { port, peer } = await lineOf(({ address }) => {
      return { after: 280, pdu: Buffer.of(3, 2, 0, 10 + address) };
    });
    const { sink } = await sessionOf(port, [{ id: 'd', model, address: { unit: 1 } }], rtu);
    await until(() => peer.requests.length >= 6, 'requests', 20_000);
    const values: Record<string, number> = { 'd/temperature': 1, 'd/far': 11 };
    const wrong = sink.samples.filter((it) => it.status === status.good && it.value !== values[it.pointId]);
    expect(wrong).toEqual([]);
  });

  test('a dead unit leaves the line to the others', async () => {
    const memory = new PeerMemory();
    const { port } = await lineOf((request) =>
      request.unit === 1 ? 'silent' : (memory.answer(request) as Buffer),
    );
    const { sink } = await sessionOf(port, [ac, lamps], rtu);
    await until(() => sink.isOnline('ac') === false, 'the dead one offline', 15_000);
    const fromMs = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const times = sink.samples
      .filter(({ pointId, timeMs }) => pointId === 'lamps/front' && timeMs >= fromMs)
      .map(({ timeMs }) => timeMs);
    expect(times.length).toBeGreaterThan(4);
    expect(sink.isOnline('lamps')).toBe(true);
  });
});

interface Terminals {
  readonly near: string;
  readonly far: string;
  readonly socat: ChildProcess;
}

async function terminals(): Promise<Terminals> {
  const folder = mkdtempSync(join(tmpdir(), 'campus-rtu-'));
  const [near, far] = [join(folder, 'near'), join(folder, 'far')];
  const socat = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`]);
  closedAfterwards({
    close: async () => {
      const gone = new Promise((resolve) => socat.once('close', resolve));
      socat.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  });
  await until(() => existsSync(near) && existsSync(far), 'the terminals of socat');
  return { near, far, socat };
}

function hasSocat(): boolean {
  try {
    execFileSync('socat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return process.env.CAMPUS_NOTHING_SKIPPED === '1';
  }
}

test.skipIf(!hasSocat())("a local port (socat from Debian) with modbus-serial's RTU server", async () => {
  const { near, far } = await terminals();
  const holding = [1, 0, 0, 265];
  const server = new ServerSerial(
    {
      getHoldingRegister: (at: number) => holding[at] ?? 0,
      getInputRegister: () => 0,
      setRegister: (at: number, value: number) => {
        holding[at] = value;
      },
    },
    { path: far, baudRate: 9_600, unitID: 1, openCallback: () => {} } as never,
  );
  closedAfterwards({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  const settings = { transport: 'rtu', path: near, baudRate: 9_600 };
  const { plan, sink, session } = await sessionAt(settings, [ac]);
  await until(() => sink.last('ac/target')?.status === status.good, 'values', 15_000);
  expect(sink.last('ac/target')).toMatchObject({ value: 26.5, status: status.good });
  expect(await session.write(pointOf(plan, 'ac/target-set'), 24)).toEqual({ ok: true });
  expect(holding[3]).toBe(240);
  expect(await session.read(pointOf(plan, 'ac/target'))).toEqual({ value: 24, status: status.good });
});
