// Commands: checked, kept, sent, followed to a final state that is never left.
import {
  type Command,
  type CommandReport,
  type CommandState,
  commandStates,
  isFinal,
} from '@campus/campus-model';
import { nextCommand } from '@campus/operations';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OpenedOperations, openOperations, person, reopen } from './open-operations.ts';

const order = { pointId: 'ac/target-set', value: 22.5, identity: person };

const requested: Command = {
  id: 'c1',
  pointId: 'ac/target-set',
  value: 22,
  state: 'requested',
  priority: 'person',
  by: 'wang',
  requestedAt: 1000,
  changedAt: 1000,
  ttlMs: 10_000,
};

describe('nextCommand', () => {
  const finals: CommandState[] = [
    'confirmed',
    'rejected',
    'failed',
    'expired',
    'superseded',
    'held',
    'unknown',
  ];
  const table: Record<CommandState, CommandState[]> = {
    requested: ['accepted', 'written', ...finals],
    accepted: ['written', ...finals],
    written: finals,
    confirmed: [],
    rejected: [],
    failed: [],
    expired: [],
    superseded: [],
    held: [],
    unknown: [],
  };

  test.each(commandStates.flatMap((from) => commandStates.map((to) => [from, to] as const)))(
    '%s, then the report %s',
    (from, to) => {
      const before: Command = { ...requested, state: from };
      const after = nextCommand(before, { id: 'c1', state: to, at: 2000, reason: 'device-silent' });
      if (table[from].includes(to)) {
        expect(after).toEqual({ ...before, state: to, changedAt: 2000, reason: 'device-silent' });
      } else {
        expect(after).toBe(before);
      }
    },
  );

  test('any order of reports ends in the first final state', () => {
    const reports = fc.array(
      fc.record({ id: fc.constant('c1'), state: fc.constantFrom(...commandStates), at: fc.nat() }),
    );
    fc.assert(
      fc.property(reports, (given: CommandReport[]) => {
        const end = given.reduce<Command>(nextCommand, requested);
        const final = given.find((report) => isFinal(report.state));
        if (final) expect(end.state).toBe(final.state);
        else expect(isFinal(end.state)).toBe(false);
        expect(end.changedAt).toBeGreaterThanOrEqual(requested.changedAt);
      }),
    );
  });

  test("another command's report changes nothing", () => {
    expect(nextCommand(requested, { id: 'c2', state: 'confirmed', at: 1 })).toBe(requested);
  });
});

describe('request', () => {
  test.each([
    ['nope/x', 1, 'not-found', 'Point "nope/x".'],
    ['air/co2', 1, 'not-writable', 'air/co2 is of kind sensor.'],
    [
      'ac/target-set',
      35,
      'value-out-of-range',
      'ac/target-set: found 35, expected 16 to 30 in steps of 0.5 °C.',
    ],
    ['ac/target-set', 20.3, 'value-out-of-range', 'found 20.3'],
    ['ac/target-set', Number.NaN, 'value-out-of-range', 'found NaN'],
    ['ac/target-set', Number.POSITIVE_INFINITY, 'value-out-of-range', 'found Infinity'],
    ['lamps/front-set', 0.5, 'value-out-of-range', 'found 0.5, expected one of 0, 1.'],
  ])('%s = %s is refused: %s', async (pointId, value, code, detail) => {
    const { operations, sent } = await openOperations();
    const request = operations.commands.request({ pointId, value, identity: person });
    await expect(request).rejects.toMatchObject({ code, detail: expect.stringContaining(detail) });
    expect(sent).toEqual([]);
    expect(await operations.commands.list({ limit: 10 })).toEqual([]);
  });

  test('is kept, audited, sent, and followed to its confirmation', async () => {
    const opened = await openOperations();
    const { operations, sent, clock } = opened;
    const seen: CommandState[] = [];
    operations.commands.onChange((changed) => seen.push(...changed.map(({ state }) => state)));
    const command = await operations.commands.request(order);
    expect(sent).toEqual([command]);
    expect(command).toMatchObject({ value: 22.5, state: 'requested', by: 'wang', ttlMs: 10_000 });
    clock.advance(100);
    for (const state of ['accepted', 'written', 'accepted', 'confirmed', 'failed'] as const) {
      await operations.commands.report('gw-1', { id: command.id, state, at: clock.now(), readback: 22.5 });
    }
    expect(seen).toEqual(['requested', 'accepted', 'written', 'confirmed']);
    const again = await reopen(opened);
    expect(await again.operations.commands.get(command.id)).toMatchObject({
      state: 'confirmed',
      readback: 22.5,
    });
    expect(await again.operations.audit.list({ limit: 10 })).toMatchObject([
      { account: 'wang', action: 'command', subject: 'ac/target-set', detail: `22.5 °C (${command.id})` },
    ]);
  });

  test.each([
    ['says so', async () => false],
    ['throws', () => Promise.reject(new Error('no connection'))],
  ])('a gateway that is offline (%s) is an outcome, not an error', async (_, sendCommand) => {
    const { operations } = await openOperations({ sendCommand });
    const command = await operations.commands.request(order);
    expect(command).toMatchObject({ state: 'failed', reason: 'gateway-offline' });
    expect(await operations.commands.list({ pointId: 'ac/target-set', limit: 1 })).toEqual([command]);
  });
});

describe('reports', () => {
  test('of another gateway, or on an unknown command, change nothing', async () => {
    const { operations, clock } = await openOperations();
    const { id } = await operations.commands.request(order);
    await operations.commands.report('gw-2', { id, state: 'confirmed', at: clock.now() });
    await operations.commands.report('gw-1', { id: 'nope', state: 'confirmed', at: clock.now() });
    expect((await operations.commands.get(id))?.state).toBe('requested');
  });

  test('from a clock that runs ahead are stamped with the time of the hub', async () => {
    const { operations, clock } = await openOperations();
    const { id } = await operations.commands.request(order);
    await operations.commands.report('gw-1', { id, state: 'accepted', at: clock.now() + 3_600_000 });
    expect((await operations.commands.get(id))?.changedAt).toBe(clock.now());
  });
});

describe('releases and holds', () => {
  test('a release has no value until it is told what it left', async () => {
    const opened = await openOperations();
    const { operations, sent, clock } = opened;
    const command = await operations.commands.request({ ...order, value: null });
    expect(sent).toEqual([command]);
    expect(command).toMatchObject({ value: null, isRelease: true, priority: 'person' });
    const report = { id: command.id, state: 'confirmed', at: clock.now(), value: 20, readback: 20 } as const;
    await operations.commands.report('gw-1', report);
    const again = await reopen(opened);
    expect(await again.operations.commands.get(command.id)).toMatchObject({
      value: 20,
      isRelease: true,
      state: 'confirmed',
    });
    expect(await again.operations.audit.list({ limit: 1 })).toMatchObject([
      { detail: `release (${command.id})` },
    ]);
  });

  test('a hold is sent with its end, of any priority', async () => {
    const { operations, clock } = await openOperations();
    const held = await operations.commands.request({ ...order, priority: 'schedule', holdMs: 60_000 });
    expect(held).toMatchObject({ priority: 'schedule', untilMs: clock.now() + 60_000 });
    expect(await operations.commands.get(held.id)).toEqual(held);
  });

  test("the driver's own words are kept", async () => {
    const { operations, clock } = await openOperations();
    const { id } = await operations.commands.request(order);
    const failed = { state: 'failed', reason: 'command-refused-by-device', detail: 'exception 2' } as const;
    await operations.commands.report('gw-1', { id, at: clock.now(), ...failed });
    expect(await operations.commands.get(id)).toMatchObject(failed);
  });
});

describe('commands that a gateway gave itself', () => {
  const own = { pointId: 'ac/target-set', value: 18, priority: 'safety', by: 'watchdog' } as const;

  test('are learned from any of their reports, audited, and not from another gateway', async () => {
    const { operations, clock } = await openOperations();
    const at = clock.now() - 3_600_000;
    await operations.commands.report('gw-2', { id: 'w1', state: 'accepted', at, order: own });
    expect(await operations.commands.get('w1')).toBeNull();
    await operations.commands.report('gw-1', { id: 'w1', state: 'written', at, order: own });
    expect(await operations.commands.get('w1')).toMatchObject({ state: 'written', ...own, requestedAt: at });
    await operations.commands.report('gw-1', { id: 'w1', state: 'confirmed', at, order: own });
    expect(await operations.commands.get('w1')).toMatchObject({ state: 'confirmed' });
    expect(await operations.audit.list({ limit: 5 })).toMatchObject([
      { account: 'watchdog', action: 'command', subject: 'ac/target-set', detail: '18 °C (w1)' },
    ]);
  });
});

describe('who holds a point', () => {
  const standing = (by: string) => ({
    pointId: 'ac/target-set',
    orders: [{ id: 'c1', priority: 'person' as const, value: 22, by, sinceMs: 1, untilMs: null }],
  });

  test('is what its own gateway told last; at a birth nothing else stands', async () => {
    const { commands } = (await openOperations()).operations;
    const on = () => commands.standingOn(['ac/target-set', 'nope/x']);
    expect(on()).toEqual([{ pointId: 'ac/target-set', orders: [] }]);
    commands.standing.told('gw-2', [standing('thief')], true);
    expect(on()[0]?.orders).toEqual([]);
    commands.standing.told('gw-1', [standing('wang')], false);
    expect(on()).toEqual([standing('wang')]);
    commands.standing.told('gw-1', [], false);
    expect(on()).toEqual([standing('wang')]);
    commands.standing.told('gw-1', [], true);
    expect(on()[0]?.orders).toEqual([]);
    commands.standing.told('gw-1', [standing('wang')], false);
    commands.standing.told('gw-1', [{ pointId: 'ac/target-set', orders: [] }], false);
    expect(on()[0]?.orders).toEqual([]);
  });
});

describe('deadline', () => {
  const stateAfter = async ({ operations }: OpenedOperations, id: string): Promise<Command | null> => {
    await operations.audit.list({ limit: 1 });
    return operations.commands.get(id);
  };

  test('what is not final in time becomes unknown', async () => {
    const opened = await openOperations();
    const { id } = await opened.operations.commands.request(order);
    opened.clock.advance(17_999);
    expect((await stateAfter(opened, id))?.state).toBe('requested');
    opened.clock.advance(1);
    await expect.poll(async () => stateAfter(opened, id)).toMatchObject({ state: 'unknown' });
    expect(await opened.operations.commands.get(id)).not.toHaveProperty('reason');
  });

  test('a command that was written but never confirmed says so', async () => {
    const opened = await openOperations();
    const { id } = await opened.operations.commands.request(order);
    await opened.operations.commands.report('gw-1', { id, state: 'written', at: opened.clock.now() });
    opened.clock.advance(18_000);
    const expected = { state: 'unknown', reason: 'command-not-confirmed' };
    await expect.poll(async () => stateAfter(opened, id)).toMatchObject(expected);
  });

  test('is taken up again after a restart', async () => {
    const opened = await openOperations();
    const { id } = await opened.operations.commands.request(order);
    await opened.operations.close();
    opened.clock.advance(3_600_000);
    const again = await openOperations({ file: opened.file, clock: opened.clock });
    again.clock.advance(0);
    await expect.poll(async () => stateAfter(again, id)).toMatchObject({ state: 'unknown' });
  });
});
