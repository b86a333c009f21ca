// Alarms and commands around a place in a span: what stood in it, in these rooms or about these points, newest first.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identities, type SmallServer, smallServer } from '../web-server/small-server.ts';

let server: SmallServer;
beforeEach(async () => {
  server = await smallServer();
});
afterEach(async () => {
  await server.close();
});

test('alarms that stood in the span are found by room or by point; others are not', async () => {
  const { alarms } = server.operations;
  const raised = (occurrence: number, at: number, more = {}) => server.raise({ occurrence, at, ...more });
  const early = await raised(1, 1000);
  await raised(1, 2000, { isActive: false });
  const open = await raised(2, 3000);
  await raised(3, 3000, { spaceId: 't1-102', pointIds: ['t1-102-fire/smoke'] });
  const byPoint = await raised(4, 3500, { spaceId: null });
  const find = async (fromMs: number, toMs: number, limit = 10) => {
    const place = { spaceIds: ['t1-101'], pointIds: ['t1-101-air/temperature'] };
    return (await alarms.around({ fromMs, toMs, limit, ...place })).map(({ id }) => id);
  };
  expect(await find(0, 10_000)).toEqual([byPoint, open, early]);
  expect(await find(1500, 1600)).toEqual([early]);
  expect(await find(2000, 3000)).toEqual([]);
  expect(await find(9000, 9001)).toEqual([byPoint, open]);
  expect(await find(0, 10_000, 1)).toEqual([byPoint]);
});

test('commands are found by their point and the time they were asked for', async () => {
  const { commands } = server.operations;
  const pointId = 't1-101-lamps/front-set';
  const { id, requestedAt } = await commands.request({ pointId, value: 1, identity: identities.teacher });
  const find = async (pointIds: string[], fromMs: number, toMs: number) =>
    (await commands.around({ pointIds, fromMs, toMs, limit: 10 })).map((command) => command.id);
  expect(await find([pointId, 'x/y'], requestedAt, requestedAt + 1)).toEqual([id]);
  expect(await find([pointId], requestedAt + 1, requestedAt + 1000)).toEqual([]);
  expect(await find(['x/y'], 0, requestedAt + 1000)).toEqual([]);
});
