// The live stream on a real socket: who may connect, what a page is told and when.
import { type LiveValue, type Role, status } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWebServer } from '../../../web/server/index.ts';
import { LiveClient } from './live-client.ts';
import { CountedLatest, identities, type SmallServer, smallServer } from './small-server.ts';

const temperature = 't1-101-air/temperature';
const co2 = 't1-101-air/co2';
const app = 't1-101-vr/app';

const clock = new ManualClock();
let server: SmallServer;
beforeAll(async () => {
  server = await smallServer({}, clock);
});
afterAll(() => server.close());

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function start() {
  const latest = new CountedLatest(server.campus, clock);
  const running = await startWebServer({ ...server.options, latest });
  open.push(running);
  return { ...server, ...running, latest };
}

function connect(port: number, token: string | null, headers: Record<string, string> = {}): LiveClient {
  const cookie: Record<string, string> =
    token === null ? {} : { cookie: `theme=dark; campus_session=${token}` };
  const client = new LiveClient(port, { ...cookie, ...headers });
  open.push(client);
  return client;
}

async function connected(port: number, role: Role): Promise<LiveClient> {
  const client = connect(port, server.tokens[role]);
  await vi.waitFor(() => expect(client.isConnected).toBe(true), { timeout: 5000 });
  return client;
}

async function watching(port: number, role: Role, pointIds: string[]): Promise<LiveClient> {
  const client = await connected(port, role);
  client.watch(1, pointIds);
  await vi.waitFor(() => expect(client.values).toHaveLength(1), { timeout: 5000 });
  return client;
}

const told = (client: LiveClient) => client.values.at(-1)!.values;
const soon = { timeout: 5000 };
/** Lets time pass tick by tick, with room for the sockets between. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 200) {
    clock.advance(200);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
/** Long enough for a message on loopback that must not come. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 60));

describe('who may connect', () => {
  test('nobody without a session', async () => {
    const { port } = await start();
    for (const token of [null, 'unknown', 'x'.repeat(500)]) {
      const client = connect(port, token);
      await vi.waitFor(() => expect(client.refusal).toMatchObject({ code: 'sign-in-needed' }), soon);
    }
  });

  test('no foreign page', async () => {
    const { port } = await start();
    const foreign = connect(port, server.tokens.teacher, { origin: 'http://evil.example' });
    await vi.waitFor(() => expect(foreign.isClosed).toBe(true), soon);
    expect(foreign.isConnected).toBe(false);
    const own = connect(port, server.tokens.teacher, { origin: `http://127.0.0.1:${port}` });
    await vi.waitFor(() => expect(own.isConnected).toBe(true), soon);
  });

  test('a revoked session is cut off within 30 s', async () => {
    const { port, operations, tokens } = await start();
    const logistics = await connected(port, 'logistics');
    const guard = await connected(port, 'security');
    await operations.accounts.signOut(tokens.logistics);
    clock.advance(30_000);
    await vi.waitFor(() => expect(logistics.isClosed).toBe(true), soon);
    expect(guard.isConnected).toBe(true);
  });
});

describe('values', () => {
  test('watch is answered at once with all that is known', async () => {
    const { port, latest } = await start();
    latest.set(temperature, 21.5);
    latest.set(app, Number.NaN, { text: '焊接 Welding' });
    const client = await watching(port, 'teacher', [temperature, 'no-such/point', co2, app]);
    const waiting = { slot: 2, status: status.waitingForInitialData, timeMs: Number.NaN, value: Number.NaN };
    expect(client.values[0]).toEqual({
      generation: 1,
      texts: { 3: '焊接 Welding' },
      values: [
        { slot: 0, status: 0, timeMs: 1000, value: 21.5 },
        waiting,
        { slot: 3, status: 0, timeMs: 1000, value: Number.NaN },
      ] satisfies LiveValue[],
    });
  });

  test('changes of a tick come as one message, changed points only', async () => {
    const { port, latest } = await start();
    const client = await watching(port, 'teacher', [temperature, co2, temperature]);
    for (let i = 1; i <= 100; i++) latest.set(temperature, i);
    latest.set('t1-101-meter/power', 5);
    clock.advance(200);
    await vi.waitFor(() => expect(client.values).toHaveLength(2), soon);
    expect(told(client).map(({ slot, value }) => [slot, value])).toEqual([
      [0, 100],
      [2, 100],
    ]);
    clock.advance(400);
    await quiet();
    expect(client.values).toHaveLength(2);
  });

  test('a new watch replaces the former', async () => {
    const { port, latest } = await start();
    const client = await watching(port, 'teacher', [temperature]);
    client.watch(2, [co2]);
    await vi.waitFor(() => expect(client.values).toHaveLength(2), soon);
    latest.set(temperature, 1);
    latest.set(co2, 900);
    clock.advance(200);
    await vi.waitFor(() => expect(client.values).toHaveLength(3), soon);
    expect(client.values[2]).toMatchObject({ generation: 2, values: [{ slot: 0, value: 900 }] });
  });

  test('what goes stale without a sample is told once', async () => {
    const { port, latest } = await start();
    latest.set(temperature, 20);
    const first = await watching(port, 'teacher', [temperature]);
    await pass(31_000);
    const late = await watching(port, 'security', [temperature]);
    await pass(1400);
    await vi.waitFor(() => expect(told(first)[0]?.status).toBe(status.lastUsableValue), soon);
    await pass(3000);
    await quiet();
    expect(first.values).toHaveLength(2);
    expect(told(late)[0]?.status).toBe(status.lastUsableValue);
  });

  test('a jump of the wall clock makes nothing stale', async () => {
    const { port, latest } = await start();
    latest.set(temperature, 20);
    const page = await watching(port, 'teacher', [temperature]);
    clock.jump(600_000);
    await pass(1400);
    await quiet();
    expect(page.values).toHaveLength(1);
  });

  test.each([
    ['no list', { generation: 1 }],
    ['no object', 'all'],
    ['a number among the ids', { generation: 1, pointIds: [5] }],
    ['too many points', { generation: 1, pointIds: Array.from({ length: 5001 }, () => 'a/b') }],
  ])('a page that watches %s is let go', async (_name, request) => {
    const { port } = await start();
    const client = await connected(port, 'teacher');
    client.emit('watch', request);
    await vi.waitFor(() => expect(client.isClosed).toBe(true), soon);
  });

  test('a page that watches without end is let go', async () => {
    const { port } = await start();
    const client = await connected(port, 'teacher');
    for (let i = 0; i < 31; i++) client.watch(i, [temperature]);
    await vi.waitFor(() => expect(client.isClosed).toBe(true), soon);
  });
});

describe('alarms, commands, gateways', () => {
  test('alarms pass the gate one by one, coalesced by id', async () => {
    const { port, raise, operations } = await start();
    const teacher = await connected(port, 'teacher');
    const guard = await connected(port, 'security');
    const own = await raise({});
    await raise({ spaceId: 't1-102', subject: 't1-102' });
    await operations.alarms.acknowledge(own, identities.administrator, 'seen');
    clock.advance(200);
    await vi.waitFor(() => expect(guard.alarms).toHaveLength(2), soon);
    expect(teacher.alarms.map(({ id, state }) => [id, state])).toEqual([[own, 'acknowledged']]);
  });

  test('a command is told in its newest state', async () => {
    const { port, operations } = await start();
    const client = await connected(port, 'teacher');
    const order = { pointId: 't1-101-lamps/front-set', value: 1, identity: identities.teacher };
    const { id } = await operations.commands.request(order);
    await operations.commands.report('gw-t1', { id, state: 'confirmed', at: clock.now(), readback: 1 });
    clock.advance(200);
    await vi.waitFor(() => expect(client.commands.map(({ state }) => state)).toEqual(['confirmed']), soon);
  });

  test('gateways are told when one comes or goes', async () => {
    const { port, gateways } = await start();
    const client = await connected(port, 'teacher');
    clock.advance(200);
    await vi.waitFor(() => expect(client.gateways).toHaveLength(1), soon);
    gateways[0] = { ...gateways[0]!, isOnline: false };
    await pass(400);
    await vi.waitFor(() => expect(client.gateways).toHaveLength(2), soon);
    expect(client.gateways[1]).toEqual([expect.objectContaining({ id: 'gw-t1', isOnline: false })]);
  });
});

test('closing leaves no listener and no connection', async () => {
  const { port, latest, close } = await start();
  const client = await watching(port, 'teacher', [temperature]);
  await close();
  await vi.waitFor(() => expect(client.isClosed).toBe(true), soon);
  expect(latest.listeners).toBe(0);
});
