// The simulated devices on RTU behind a serial server, as modbus-serial's client finds them.
import { connect } from 'node:net';
import { seededRandom, silentLog, systemClock } from '@campus/runtime';
import modbusSerial from 'modbus-serial';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningSimulators, startSimulators } from '../../../simulators/index.ts';
import { crcOf, encodeRtuFrame, garbleRtu, RtuReader } from '../../../simulators/modbus/rtu-frame.ts';
import { simulatorRequest } from '../../harness/simulators.ts';
import { demoCampus, freePorts } from './demo.ts';

let simulators: RunningSimulators;
let port: number;

beforeEach(async () => {
  const ports = await freePorts();
  const { campus } = demoCampus(ports);
  const endpoint = campus.endpoints.get('t1-bus-1')!;
  const onLine = { ...endpoint, settings: { ...endpoint.settings, transport: 'rtu-over-tcp' } };
  simulators = await startSimulators({
    campus: { ...campus, endpoints: new Map([[endpoint.id, onLine]]) },
    seed: 5,
    clock: systemClock,
    log: silentLog,
    controlPort: 0,
  });
  port = ports.simulator;
});
afterEach(() => simulators.close());

test('an air sensor in its own units, and what it does not have', async () => {
  const client = new modbusSerial.default();
  await client.connectTelnet('127.0.0.1', { port });
  client.setTimeout(1_000);
  try {
    const values = { temperature: -3.4, co2: 1_234, humidity: 55.5 };
    await simulatorRequest(simulators.controlPort, 'POST', '/devices/t1-101-air/values', values);
    client.setID(12);
    expect((await client.readInputRegisters(1, 3)).data).toEqual([1_234, 0x1_0000 - 34, 555]);
    await expect(client.readInputRegisters(900, 3)).rejects.toThrow(/exception 2/i);
  } finally {
    await new Promise<void>((resolve) => client.close(() => resolve()));
  }
});

test('noise is thrown away; the next request is answered', async () => {
  const socket = connect(port, '127.0.0.1');
  const heard: Buffer[] = [];
  socket.on('data', (bytes) => heard.push(bytes));
  socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.write(encodeRtuFrame({ transaction: 0, unit: 12, pdu: Buffer.of(4, 0, 1, 0, 1) }));
  await expect.poll(() => Buffer.concat(heard).length).toBe(7);
  const answer = Buffer.concat(heard);
  expect(crcOf(answer.subarray(0, 5))).toBe(answer.readUInt16LE(5));
  socket.destroy();
});

test('requests come out whole however they are cut; a spoilt answer is never a right one', () => {
  const request = encodeRtuFrame({
    transaction: 0,
    unit: 3,
    pdu: Buffer.from('10000100020400010002', 'hex'),
  });
  const reader = new RtuReader();
  const frames = [...request].flatMap((byte) => reader.push(Buffer.of(byte)));
  expect(frames).toEqual([{ transaction: 0, unit: 3, pdu: Buffer.from('10000100020400010002', 'hex') }]);
  const random = seededRandom(7);
  for (let i = 0; i < 1_000; i++) {
    const spoilt = garbleRtu(request, random);
    const body = spoilt.subarray(0, -2);
    expect(spoilt.length === request.length && crcOf(body) === spoilt.readUInt16LE(spoilt.length - 2)).toBe(
      false,
    );
  }
});
