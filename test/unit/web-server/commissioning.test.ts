// Commissioning over HTTP: progress, judged points, verdicts with the hub's own evidence, undo, trials, replaced devices.
import {
  type ActView,
  type CommissioningDevice,
  type CommissioningOverview,
  type Role,
  status,
  type TrialView,
} from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { CountedLatest, type SmallServer, smallServer } from './small-server.ts';

let server: SmallServer;
let web: WebApp;
let clock: ManualClock;

let latest: CountedLatest;

beforeAll(async () => {
  clock = new ManualClock();
  server = await smallServer({}, clock);
});

/** Every test begins with a campus that has said nothing, and with all points open. */
beforeEach(async () => {
  const { campus, options } = server;
  latest = new CountedLatest(campus, clock);
  const index = indexCampus(campus, options.models);
  web = await createWebApp({ ...options, latest, index }, () => 0);
  await ask('POST', '/verdicts', { pointIds: [...campus.points.keys()], verdict: 'reopened' });
});

afterEach(() => web.app.close());
afterAll(() => server.close());

async function ask<T>(method: 'GET' | 'POST', url: string, body?: object, role: Role = 'administrator') {
  const answer = await web.app.inject({
    method,
    url: `/api/v1/commissioning${url}`,
    headers: { 'x-campus': '1', cookie: `campus_session=${server.tokens[role]}` },
    ...(body ? { payload: body } : {}),
  });
  return { status: answer.statusCode, body: answer.json<T>() };
}

async function deviceOf(id: string): Promise<CommissioningDevice> {
  const { body } = await ask<CommissioningDevice[]>('GET', `/devices?device=${id}`);
  return body[0]!;
}

async function pointOf(pointId: string) {
  const device = await deviceOf(pointId.split('/')[0]!);
  return device.points.find(({ point }) => point.pointId === pointId)!;
}

const say = (pointId: string, value: number, more = {}) =>
  latest.set(pointId, value, { timeMs: clock.now(), ...more });

async function progressOf(id: string) {
  const { body } = await ask<CommissioningOverview>('GET', '');
  return body.devices.find((device) => device.id === id)!.progress;
}

describe('what there is', () => {
  test('a device with its connection, address in words, and each point judged', async () => {
    say('t1-101-air/temperature', 21.4);
    say('t1-101-air/co2', 65_535);
    const device = await deviceOf('t1-101-air');
    expect(device).toMatchObject({
      endpoint: { id: 'field', protocol: 'mqtt', gatewayId: 'gw-t1' },
      maker: 'example',
      device: { spaceId: 't1-101' },
    });
    expect(
      device.points.map(({ point, plausibility, findings }) => [
        point.pointId,
        plausibility,
        findings[0]?.code,
      ]),
    ).toEqual([
      ['t1-101-air/temperature', 'plausible', undefined],
      ['t1-101-air/co2', 'implausible', 'not-a-value'],
    ]);
  });

  test('progress counts what was seen, decided and is in trouble', async () => {
    expect(await progressOf('t1-101-air')).toMatchObject({ points: 2, seen: 0, trouble: 2 });
    say('t1-101-air/temperature', 21.4);
    await ask('POST', '/verdicts', { pointIds: ['t1-101-air/temperature'], verdict: 'accepted' });
    expect(await progressOf('t1-101-air')).toEqual({
      points: 2,
      seen: 1,
      accepted: 1,
      rejected: 0,
      notApplicable: 0,
      trouble: 1,
    });
  });

  test('a space and a gateway hold their devices; what is not there is told', async () => {
    const space = await ask<CommissioningDevice[]>('GET', '/devices?space=t1-101');
    expect(space.body).toHaveLength(5);
    expect((await ask('GET', '/devices?device=none')).status).toBe(404);
    expect((await ask('GET', '/devices')).status).toBe(400);
    expect((await ask('GET', '/devices?device=t1-101-air&space=t1-101')).status).toBe(400);
  });

  test('a jump is seen by the hub, from the first look on', async () => {
    say('t1-101-air/temperature', 21);
    await pointOf('t1-101-air/temperature');
    clock.advance(1000);
    say('t1-101-air/temperature', 50);
    expect((await pointOf('t1-101-air/temperature')).findings.map(({ code }) => code)).toEqual(['jump']);
  });
});

describe('a verdict', () => {
  test('keeps what stood at that moment, whatever comes after, and a restart', async () => {
    say('t1-101-air/temperature', 21.4);
    await ask('POST', '/verdicts', {
      pointIds: ['t1-101-air/temperature'],
      verdict: 'accepted',
      note: 'by the window',
      reference: { value: 21.1, instrument: 'Testo 925 no. 17' },
    });
    say('t1-101-air/temperature', 30);
    const { standing } = await pointOf('t1-101-air/temperature');
    expect(standing).toMatchObject({
      verdict: 'accepted',
      note: 'by the window',
      by: 'admin',
      byName: 'Admin',
      at: clock.now(),
      evidence: {
        value: 21.4,
        status: status.good,
        plausibility: 'plausible',
        reference: { value: 21.1, instrument: 'Testo 925 no. 17', difference: 0.3 },
      },
    });
  });

  test('not accepted needs a reason; a reference belongs to one point; unknown points are told', async () => {
    const pointIds = ['t1-101-air/temperature'];
    expect((await ask('POST', '/verdicts', { pointIds, verdict: 'rejected' })).status).toBe(400);
    const two = [...pointIds, 't1-101-air/co2'];
    const reference = { value: 1, instrument: 'x' };
    expect((await ask('POST', '/verdicts', { pointIds: two, verdict: 'accepted', reference })).status).toBe(
      400,
    );
    expect((await ask('POST', '/verdicts', { pointIds: ['no/point'], verdict: 'accepted' })).status).toBe(
      404,
    );
    const rejected = await ask('POST', '/verdicts', { pointIds, verdict: 'rejected', note: 'probe open' });
    expect(rejected.status).toBe(201);
  });

  test('is in the audit, and so is taking it back; what stood before stands again', async () => {
    say('t1-101-air/temperature', 21.4);
    const pointIds = ['t1-101-air/temperature'];
    await ask('POST', '/verdicts', { pointIds, verdict: 'rejected', note: 'probe open' });
    const second = await ask<ActView>('POST', '/verdicts', { pointIds, verdict: 'accepted' });
    expect((await pointOf(pointIds[0]!)).standing?.verdict).toBe('accepted');
    expect((await ask('POST', `/acts/${second.body.act}/revoke`)).body).toMatchObject({ points: 1 });
    expect((await pointOf(pointIds[0]!)).standing).toMatchObject({ verdict: 'rejected', note: 'probe open' });
    expect((await ask('POST', `/acts/${second.body.act}/revoke`)).status).toBe(404);
    const entries = await server.operations.audit.list({ limit: 10 });
    expect(entries.slice(0, 3).map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
      ['commission-revoke', `act ${second.body.act}`, ''],
      ['commission', 't1-101-air/temperature', 'accepted'],
      ['commission', 't1-101-air/temperature', 'rejected (probe open)'],
    ]);
  });

  test('opening again makes a point as if it had none', async () => {
    const pointIds = ['t1-101-air/temperature'];
    await ask('POST', '/verdicts', { pointIds, verdict: 'not-applicable', note: 'not built in' });
    await ask('POST', '/verdicts', { pointIds, verdict: 'reopened' });
    expect((await pointOf(pointIds[0]!)).standing).toBeNull();
    expect(await progressOf('t1-101-air')).toMatchObject({ notApplicable: 0, trouble: 2 });
  });
});

describe('accept all plausible', () => {
  test('takes the open and plausible ones of a space, counts the others, and is undone by one press', async () => {
    say('t1-101-air/temperature', 21.4);
    say('t1-101-air/co2', 65_535);
    say('t1-101-meter/power', 120);
    const { body } = await ask<ActView>('POST', '/accept-plausible', { space: 't1-101' });
    expect(body.points).toBe(2);
    expect(body.left.implausible).toBe(1);
    expect(await progressOf('t1-101-air')).toMatchObject({ accepted: 1, trouble: 1 });
    expect(await progressOf('t1-101-meter')).toMatchObject({ accepted: 1 });
    await ask('POST', `/acts/${body.act}/revoke`);
    expect(await progressOf('t1-101-meter')).toMatchObject({ accepted: 0 });
  });

  test('leaves an output that nobody has operated, and fire equipment, which nobody may', async () => {
    const { body } = await ask<ActView>('POST', '/accept-plausible', { space: 't1-102' });
    expect(body).toEqual({ act: null, points: 0, left: { unseen: 4 } });
    expect((await pointOf('t1-102-fire/silence-set')).findings[0]?.code).toBe('not-commanded');
  });
});

describe('a trial', () => {
  const output = 't1-101-lamps/front-set';

  async function start(pointId = output, value = 1): Promise<TrialView> {
    const { body, status: code } = await ask<TrialView>('POST', '/trials', { pointId, value });
    expect(code).toBe(202);
    return body;
  }

  const look = async ({ id }: TrialView) => (await ask<TrialView>('GET', `/trials/${id}`)).body;

  async function confirm({ command: { id } }: TrialView): Promise<void> {
    await server.operations.commands.report('gw-t1', {
      id,
      state: 'confirmed',
      at: clock.now(),
      readback: 1,
    });
  }

  beforeEach(() => {
    for (const room of ['101', '102']) say(`t1-${room}-lamps/front`, 0);
    say('t1-101-meter/power', 100);
  });

  test('goes the way of every command, and shows what moved', async () => {
    const trial = await start();
    expect(trial).toMatchObject({
      pointId: output,
      isOver: false,
      hasFollowed: false,
      command: { state: 'requested' },
    });
    clock.advance(400);
    say('t1-101-lamps/front', 1);
    clock.advance(500);
    say('t1-101-meter/power', 160);
    await confirm(trial);
    const now = await look(trial);
    expect(now.hasFollowed).toBe(true);
    expect(now.command.state).toBe('confirmed');
    expect(now.movements.map(({ pointId, role, afterMs }) => [pointId, role, afterMs])).toEqual([
      ['t1-101-lamps/front', 'readback', 400],
      ['t1-101-meter/power', null, 900],
    ]);
    clock.advance(10_000);
    expect((await look(trial)).isOver).toBe(true);
    expect((await pointOf(output)).plausibility).toBe('plausible');
    await ask('POST', '/verdicts', { pointIds: [output, 't1-101-lamps/front'], verdict: 'accepted' });
    for (const pointId of [output, 't1-101-lamps/front']) {
      expect((await pointOf(pointId)).standing?.evidence).toMatchObject({
        order: { id: trial.command.id, state: 'confirmed', value: 1, readback: 1 },
        trial: { hasFollowed: true, findings: [] },
      });
    }
  });

  test('crossed wires make the output implausible, so that it is not accepted with the rest', async () => {
    const trial = await start();
    clock.advance(400);
    say('t1-102-lamps/front', 1);
    await confirm(trial);
    clock.advance(10_000);
    const over = await look(trial);
    expect(over.findings.map(({ code }) => code)).toEqual(['crossed']);
    expect((await pointOf(output)).plausibility).toBe('implausible');
    const { body } = await ask<ActView>('POST', '/accept-plausible', { device: 't1-101-lamps' });
    expect(body.left.implausible).toBe(1);
  });

  test('that never reached the device says nothing of wiring', async () => {
    const trial = await start();
    const { id } = trial.command;
    await server.operations.commands.report('gw-t1', {
      id,
      state: 'failed',
      at: clock.now(),
      reason: 'device-silent',
    });
    expect(await look(trial)).toMatchObject({
      isOver: true,
      findings: [],
      command: { reason: 'device-silent' },
    });
    expect((await pointOf(output)).findings[0]?.words.en).toMatch(/does not answer/);
  });

  test('fire equipment is never commanded, a reading is no output, and no one else may', async () => {
    expect((await ask('POST', '/trials', { pointId: 't1-102-fire/silence-set', value: 1 })).status).toBe(403);
    expect((await ask('POST', '/trials', { pointId: 't1-101-air/co2', value: 1 })).status).toBe(400);
    expect((await ask('POST', '/trials', { pointId: output, value: 7 })).status).toBe(400);
    expect((await ask('POST', '/trials', { pointId: output, value: 1 }, 'logistics')).status).toBe(403);
    expect((await ask('GET', '/trials/none')).status).toBe(404);
  });

  test('nobody listens any more once all trials are over', async () => {
    const before = latest.listeners;
    await start();
    expect(latest.listeners).toBeGreaterThan(before);
    clock.advance(20_000);
    clock.advance(60 * 60_000);
    expect(latest.listeners).toBe(before);
  });
});

test('a replaced device keeps its id; its points are open again and the audit says so', async () => {
  say('t1-101-air/temperature', 21.4);
  await ask('POST', '/accept-plausible', { device: 't1-101-air' });
  const replaced = await ask('POST', '/devices/t1-101-air/replacements', {
    serial: 'SN 4711',
    note: 'lightning',
  });
  expect(replaced.status).toBe(201);
  const device = await deviceOf('t1-101-air');
  expect(device.points.every(({ standing }) => standing === null)).toBe(true);
  expect(device.replacements).toMatchObject([{ serial: 'SN 4711', note: 'lightning', byName: 'Admin' }]);
  const [entry] = await server.operations.audit.list({ limit: 1 });
  expect(entry).toMatchObject({
    action: 'device-replace',
    subject: 't1-101-air',
    detail: 'SN 4711; lightning',
  });
  expect((await ask('GET', '/devices/t1-101-air/described')).body).toEqual({
    file: 'campus.yaml',
    line: 7,
    template: null,
  });
  expect((await ask('GET', '/devices/none/described')).status).toBe(404);
  expect((await ask('POST', '/devices/none/replacements', { serial: 'x' })).status).toBe(404);
});
