// The witness's state machine: its transition table, and that no word is never a contradiction.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agrees,
  nothingWatched,
  stepWitness,
  type Watch,
  type WitnessEvent,
  type WitnessState,
} from '../../../operations/commands/witness-state.ts';

const on: Watch = { commandId: 'on', requestedAt: 1, value: 1, expects: { when: 1, above: 60 } };
const off: Watch = { commandId: 'off', requestedAt: 2, value: 0, expects: { when: 0, below: 5 } };

const idle = nothingWatched;
const awaits: WitnessState = { awaited: on, contradicted: null };
const stands: WitnessState = { awaited: null, contradicted: on };
const both: WitnessState = { awaited: off, contradicted: on };

const confirmedOn: WitnessEvent = { kind: 'confirmed', watch: on };
const confirmedOther: WitnessEvent = { kind: 'confirmed', watch: null };
const seen = (value: number): WitnessEvent => ({ kind: 'seen', value });
const due = (value: number | null, commandId = 'on'): WitnessEvent => ({ kind: 'due', commandId, value });

const said = (commandId: string, verdict: string): string => `${verdict} ${commandId}`;

describe('each state and each event', () => {
  test.each<[string, WitnessState, WitnessEvent, WitnessState, string[]]>([
    ['a confirmed command is awaited', idle, confirmedOn, awaits, []],
    ['one that nothing is expected of is not', idle, confirmedOther, idle, []],
    ['a value says nothing to nobody', idle, seen(0), idle, []],
    ['time that is over is nobody’s', idle, due(0), idle, []],
    ['what is expected is seen', awaits, seen(61), idle, [said('on', 'corroborated')]],
    ['what is not expected may still change', awaits, seen(60), awaits, []],
    ['in time at last', awaits, due(61), idle, [said('on', 'corroborated')]],
    ['not in time', awaits, due(60), stands, [said('on', 'contradicted'), 'raise on']],
    ['no word is no contradiction', awaits, due(null), idle, [said('on', 'silent')]],
    ['another’s time is not its own', awaits, due(60, 'else'), awaits, []],
    [
      'a newer command cuts it off',
      awaits,
      { kind: 'confirmed', watch: off },
      { awaited: off, contradicted: null },
      [said('on', 'silent')],
    ],
    ['and so does one of no expectation', awaits, confirmedOther, idle, [said('on', 'silent')]],
    ['the witness agrees later', stands, seen(61), idle, ['clear on']],
    ['or goes on disagreeing', stands, seen(3), stands, []],
    ['a command of no expectation settles it', stands, confirmedOther, idle, ['clear on']],
    ['an alarm stays until the next is judged', stands, { kind: 'confirmed', watch: off }, both, []],
    ['the next agrees', both, seen(2), idle, [said('off', 'corroborated'), 'clear on']],
    [
      'the next disagrees too',
      both,
      due(90, 'off'),
      { awaited: null, contradicted: off },
      ['clear on', said('off', 'contradicted'), 'raise off'],
    ],
    ['the next has no word', both, due(null, 'off'), idle, [said('off', 'silent'), 'clear on']],
    [
      'the same again has no word',
      { awaited: { ...on, commandId: 'again' }, contradicted: on },
      due(null, 'again'),
      stands,
      [said('again', 'silent')],
    ],
  ])('%s', (_, before, event, after, effects) => {
    const step = stepWitness(before, event);
    expect(step.state).toEqual(after);
    expect(
      step.effects.map((effect) =>
        effect.kind === 'verdict'
          ? said(effect.watch.commandId, effect.verdict)
          : `${effect.kind} ${effect.watch.commandId}`,
      ),
    ).toEqual(effects);
  });
});

test('each command gets one verdict at most, and each alarm that is raised is cleared at most once', () => {
  const value = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 120 }));
  const act = fc.record({ what: fc.constantFrom('on', 'off', 'none', 'seen', 'due'), value });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      let state = nothingWatched;
      const counts = new Map<string, number>();
      acts.forEach(({ what, value: given }, i) => {
        const watch = what === 'none' ? null : { ...(what === 'on' ? on : off), commandId: `c${i}` };
        let event: WitnessEvent = { kind: 'confirmed', watch };
        if (what === 'seen') event = { kind: 'seen', value: given ?? 0 };
        if (what === 'due') event = { kind: 'due', commandId: state.awaited?.commandId ?? '', value: given };
        const before = state;
        const step = stepWitness(state, event);
        state = step.state;
        for (const { kind, watch: about } of step.effects) {
          const key = `${kind} ${about.commandId}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
          if (kind === 'raise') expect(given).not.toBeNull();
        }
        if (step.effects.some(({ kind }) => kind === 'raise'))
          expect(agrees(before.awaited!.expects, given!)).toBe(false);
      });
      for (const [key, count] of counts) expect(count, key).toBe(1);
    }),
  );
});
