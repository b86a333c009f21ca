// The campus changes in its place while somebody commissions: new devices are there at once, verdicts stay, watching goes on.
import { type CommissioningDevice, type CommissioningOverview, expandCampus } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp } from '../../../web/server/web-app.ts';
import { smallDescription, smallModels } from './small-campus.ts';
import { smallServer } from './small-server.ts';

/** The small school with a second air sensor in its classroom. */
function grownCampus() {
  const description = smallDescription() as {
    buildings: { floors: { spaces: { devices: { id: string }[] }[] }[] }[];
  };
  const { devices } = description.buildings[0]!.floors[0]!.spaces[0]!;
  const air = devices.find(({ id }) => id === 't1-101-air')!;
  devices.push({ ...air, id: 't1-101-air-2' });
  const expanded = expandCampus(description, smallModels);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  return expanded.campus;
}

test('a device that was added is listed, watched and judged; what was decided stands', async () => {
  const clock = new ManualClock();
  const server = await smallServer({}, clock);
  const { options, campus, latest } = server;
  const web = await createWebApp({ ...options, index: indexCampus(campus, options.models) }, () => 0);
  onTestFinished(async () => {
    await web.app.close();
    await server.close();
  });
  const headers = { 'x-campus': '1', cookie: `campus_session=${server.tokens.administrator}` };
  const base = '/api/v1/commissioning';
  const get = async <T>(url: string): Promise<T> =>
    (await web.app.inject({ method: 'GET', url: base + url, headers })).json<T>();
  latest.set('t1-101-air/temperature', 21, { timeMs: clock.now() });
  const payload = { device: 't1-101-air' };
  await web.app.inject({ method: 'POST', url: `${base}/accept-plausible`, headers, payload });

  const next = grownCampus();
  const order = [...campus.points.keys()];
  const added = [...next.points.keys()].filter((id) => !campus.points.has(id));
  Object.assign(campus, next);
  latest.follow(next, [...order, ...added]);
  web.campusChanged();

  const { devices } = await get<CommissioningOverview>('');
  expect(devices.find(({ id }) => id === 't1-101-air-2')?.progress).toMatchObject({ points: 2, seen: 0 });
  expect(devices.find(({ id }) => id === 't1-101-air')?.progress).toMatchObject({ accepted: 1 });
  latest.set('t1-101-air-2/temperature', 21, { timeMs: clock.now() });
  clock.advance(1000);
  latest.set('t1-101-air-2/temperature', 70, { timeMs: clock.now() });
  const [device] = await get<CommissioningDevice[]>('/devices?device=t1-101-air-2');
  const judged = device!.points.find(({ point }) => point.pointId === 't1-101-air-2/temperature');
  expect(judged?.findings.map(({ code }) => code)).toContain('jump');
});
