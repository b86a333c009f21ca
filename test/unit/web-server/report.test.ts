// The acceptance report: complete or not, words in one language or both, its checksum, hostile words, and a site of 200 rooms.
import { createHash } from 'node:crypto';
import { type AcceptanceReport, acceptanceReportSchema, expandCampus } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp } from '../../../web/server/web-app.ts';
import { smallDescription, smallModels } from './small-campus.ts';
import { type SmallServer, smallServer } from './small-server.ts';

async function openServer(more: Parameters<typeof smallServer>[0] = {}) {
  const clock = new ManualClock();
  const server = await smallServer(more, clock);
  const { options } = server;
  const web = await createWebApp({ ...options, index: indexCampus(options.campus, options.models) }, () => 0);
  onTestFinished(async () => {
    await web.app.close();
    await server.close();
  });
  const headers = { 'x-campus': '1', cookie: `campus_session=${server.tokens.administrator}` };
  const get = (url: string) =>
    web.app.inject({ method: 'GET', url: `/api/v1/commissioning/${url}`, headers });
  const post = (url: string, payload: object) =>
    web.app.inject({ method: 'POST', url: `/api/v1/commissioning/${url}`, headers, payload });
  return { server, clock, get, post };
}

/** Every point of the campus says something plausible. */
function everythingSpeaks({ campus, latest }: SmallServer, nowMs: number): void {
  const usual: Record<string, number> = { temperature: 21, co2: 600, switch: 0, text: 0 };
  for (const { pointId, quantity } of campus.points.values()) {
    latest.set(pointId, usual[quantity] ?? 1, { timeMs: nowMs, text: quantity === 'text' ? 'app' : '' });
  }
}

test('says loudly that it is not complete, and what is open and why something is not accepted', async () => {
  const { server, clock, get, post } = await openServer();
  everythingSpeaks(server, clock.now());
  await post('verdicts', { pointIds: ['t1-101-air/co2'], verdict: 'rejected', note: '<b>探头</b> & "bent"' });
  const page = await get('report?lang=en');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-/,
  );
  expect(page.body).toContain('data-complete="false"');
  expect(page.body).toContain('Not complete: 19 points have no verdict yet.');
  expect(page.body).toContain('&lt;b&gt;探头&lt;/b&gt; &amp; &quot;bent&quot;');
  expect(page.body).not.toContain('<b>');
  expect(page.body).not.toMatch(/验收报告/);
});

test('is complete when every point has its verdict; both languages stand side by side', async () => {
  const { server, clock, get, post } = await openServer();
  everythingSpeaks(server, clock.now());
  const pointIds = [...server.campus.points.keys()];
  await post('verdicts', { pointIds, verdict: 'not-applicable', note: 'planned for spring' });
  const page = await get('report');
  expect(page.body).toContain('data-complete="true"');
  expect(page.body).toContain('<span lang="zh">验收报告</span> <span lang="en">Acceptance report</span>');
  expect((await get('report?lang=zh')).body).not.toContain('Acceptance report');
});

test('the file has the checksum that the page carries and the audit keeps', async () => {
  const { server, clock, get, post } = await openServer();
  everythingSpeaks(server, clock.now());
  await post('accept-plausible', { space: 't1-101' });
  const page = await get('report?gateway=gw-t1');
  const [, address = ''] = /href="\/api\/v1\/commissioning\/(report\.json[^"]+)"/.exec(page.body) ?? [];
  clock.advance(5_000);
  await post('verdicts', { pointIds: ['t1-gate-cam/people'], verdict: 'accepted', note: 'later' });
  const file = await get(address.replaceAll('&amp;', '&'));
  const checksum = createHash('sha256').update(file.rawPayload).digest('hex');
  expect(page.body).toContain(checksum);
  const entries = await server.operations.audit.list({ limit: 5 });
  expect(entries.find(({ action }) => action === 'commission-report')?.detail).toContain(checksum);
  const report: AcceptanceReport = acceptanceReportSchema.parse(file.json());
  expect(report.scope).toMatchObject({ kind: 'gateway', id: 'gw-t1' });
  expect(report.points.find(({ pointId }) => pointId === 't1-gate-cam/people')?.standing).toBeNull();
  expect(file.headers['content-disposition']).toMatch(/acceptance-gw-t1-\d{4}-\d\d-\d\d\.json/);
});

test('of a building that is not there it says so', async () => {
  const { get } = await openServer();
  expect((await get('report?building=none')).statusCode).toBe(404);
  expect((await get('report?gateway=none')).statusCode).toBe(404);
});

/** The small school's classroom, 200 times, each with its devices twice: 24 points a room. */
function largeCampus() {
  const description = smallDescription() as {
    buildings: { floors: { spaces: { id: string; devices: { id: string }[] }[] }[] }[];
  };
  const floor = description.buildings[0]!.floors[0]!;
  const [room] = floor.spaces;
  floor.spaces = Array.from({ length: 200 }, (_, n) => ({
    ...room!,
    id: `room-${n}`,
    devices: [...room!.devices, ...room!.devices].map((device, k) => ({ ...device, id: `room-${n}-${k}` })),
  }));
  const expanded = expandCampus(description, smallModels);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  return expanded.campus;
}

test('of 200 rooms it holds every point, with headings for each sheet of paper', async () => {
  const { server, clock, get, post } = await openServer({ campus: largeCampus() });
  everythingSpeaks(server, clock.now());
  const { campus } = server;
  expect(campus.points.size).toBe(4_800);
  const ids = [...campus.points.keys()];
  for (let from = 0; from < ids.length; from += 500) {
    const pointIds = ids.slice(from, from + 500);
    expect((await post('verdicts', { pointIds, verdict: 'not-applicable', note: 'test' })).statusCode).toBe(
      201,
    );
  }
  const page = await get('report');
  expect(page.body.match(/<tr data-point=/g)).toHaveLength(4_800);
  expect(page.body.match(/<thead>/g)!.length).toBeGreaterThanOrEqual(2);
  expect(page.body).toContain('thead { display: table-header-group; }');
  expect(page.body).toContain('data-complete="true"');
});
