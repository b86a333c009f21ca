// Bad input on every border of a running campus: a clear error or bad quality, nothing falls over.
import { connect, type Socket } from 'node:net';
import type { Command, ErrorView, PointView, ValueView } from '@campus/campus-model';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../harness/api.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { isAlive, pidOf } from '../harness/processes.ts';
import { secretOf, simulatorRequest } from '../harness/simulators.ts';

let campus: RunningCampus;
let admin: ApiClient;
let hubPid: number;

beforeAll(async () => {
  campus = await startCampus();
  admin = new ApiClient(campus.address);
  await admin.signIn('admin');
  hubPid = pidOf(campus.data, 'hub');
});

afterAll(async () => {
  expect(isAlive(hubPid)).toBe(true);
  await campus.end();
});

async function expectError(method: string, path: string, body: unknown, status: number, code: string) {
  const answer = await admin.request(method, path, body);
  expect({ status: answer.status, code: (answer.body as ErrorView).code }).toEqual({ status, code });
  return answer.body as ErrorView;
}

async function writablePoint(quantity: string): Promise<PointView> {
  const points = await admin.get<PointView[]>(`/points?quantity=${quantity}`);
  return points.find((point) => point.write !== null)!;
}

describe('the API', () => {
  test('an unknown point', async () => {
    await expectError('GET', '/points/no-such/point', undefined, 404, 'not-found');
    await expectError('POST', '/commands', { pointId: 'no-such/point', value: 1 }, 404, 'not-found');
  });

  test('a value outside its range says what the range is', async () => {
    const { pointId } = await writablePoint('temperature');
    const error = await expectError('POST', '/commands', { pointId, value: 99 }, 400, 'value-out-of-range');
    expect(error.detail).toMatch(/99.*16.*30/);
  });

  test('a read-only point takes no command', async () => {
    const [point] = await admin.get<PointView[]>('/points?quantity=co2');
    await expectError('POST', '/commands', { pointId: point!.pointId, value: 1 }, 400, 'not-writable');
  });

  test.each([
    { pointId: 5, value: 1 },
    { pointId: 'a/b' },
    { pointId: 'a/b', value: 'NaN' },
    [],
    'text',
    null,
  ])('a command of another shape: %j', async (body) => {
    await expectError('POST', '/commands', body, 400, 'input-invalid');
  });

  test('a body of 100 MB is cut off', async () => {
    const answer = await fetch(`${campus.address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-campus': '1' },
      body: 'x'.repeat(100_000_000),
    }).catch((error: unknown) => error as Error);
    if (answer instanceof Response) expect(answer.status).toBe(413);
    else expect(String(answer)).toMatch(/fetch failed/);
  });

  test('history over a nonsense span', async () => {
    await expectError('GET', '/history?points=a/b&from=x&to=y&buckets=9', undefined, 400, 'input-invalid');
  });

  test('a wrong password says no more than that', async () => {
    const answer = await new ApiClient(campus.address).request('POST', '/session', {
      account: 'admin',
      password: 'wrong',
    });
    expect(answer).toMatchObject({ status: 401, body: { code: 'sign-in-failed' } });
  });
});

describe('the broker', () => {
  function raw(bytes: Buffer): Promise<'closed'> {
    return new Promise((resolve) => {
      const socket: Socket = connect(campus.ports.mqtt, '127.0.0.1', () => socket.write(bytes));
      socket.on('error', () => {}).on('close', () => resolve('closed'));
    });
  }

  test.each([
    ['garbage', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a broken CONNECT', Buffer.from([0x10, 0x05, 0xff, 0xff, 0x00, 0x00, 0x00])],
    ['a packet said to be 256 MB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0x00])],
  ])('%s closes that connection alone', async (_, bytes) => {
    expect(await raw(bytes)).toBe('closed');
    expect(isAlive(hubPid)).toBe(true);
  });

  test('a broken Sparkplug payload from a gateway stores nothing and harms nobody', async () => {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${campus.ports.mqtt}`, {
      username: 'gw-t1',
      password: secretOf(campus.data, 'gw-t1'),
      clientId: 'border-test',
    });
    await client.publishAsync('spBv1.0/haiwan/NDATA/gw-t1', Buffer.from([0xff, 0x00, 0x13, 0x37]));
    await client.publishAsync('spBv1.0/haiwan/DDATA/gw-t1/t1-101-air', Buffer.alloc(100_000, 0xaa));
    await client.endAsync();
    const health = await fetch(`${campus.address}/healthz`);
    expect(health.status).toBe(200);
  });
});

describe('a device', () => {
  test('a sensor out of its range is kept, marked uncertain; garbage answers turn its points bad', async () => {
    const [point] = await admin.get<PointView[]>('/points?quantity=co2');
    const { pointId, deviceId } = point!;
    const read = async (): Promise<ValueView> =>
      (await admin.get<ValueView[]>(`/values?points=${pointId}`))[0]!;
    await simulatorRequest(campus.ports.control, 'POST', `/devices/${deviceId}/values`, { co2: 60_000 });
    const odd = await until(async () => {
      const value = await read();
      return value.value === 60_000 ? value : null;
    }, 20_000);
    expect(odd.status >>> 30).toBe(1);
  });

  test('a command reaches its device and is confirmed by readback', async () => {
    const { pointId } = await writablePoint('switch');
    const { status, body } = await admin.request('POST', '/commands', { pointId, value: 1 });
    expect(status).toBe(202);
    const { id } = body as Command;
    const done = await until(async () => {
      const command = await admin.get<Command>(`/commands/${id}`);
      return command.state === 'confirmed' ? command : null;
    }, 50_000);
    expect(done.readback).toBe(1);
  });
});
