// The live store: one debounced watch for all views, frames only of the latest watch, points notified one by one.
import { encodeLiveFrame, status } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { LiveStore } from '../../../web/panel/live/live-store.ts';

function setUp() {
  let run: (() => void) | null = null;
  let nowMs = 0;
  const sent: { generation: number; pointIds: string[] }[] = [];
  const store = new LiveStore({
    now: () => nowMs,
    after(_delayMs, later) {
      run = later;
      return () => {
        run = null;
      };
    },
    frame: (later) => draw.push(later),
    afterDrawing: (later) => later(),
  });
  /** Frames until nothing waits. */
  const drawAll = () => {
    while (draw.length > 0) {
      const due = draw;
      draw = [];
      for (const each of due) each();
    }
  };
  let draw: (() => void)[] = [];
  const ripen = () => {
    const due = run;
    run = null;
    due?.();
  };
  return {
    store,
    sent,
    ripen,
    drawAll,
    attach: () => store.attach((request) => sent.push(request)),
    pass: (ms: number) => (nowMs += ms),
  };
}

const frame = (slot: number, value: number) =>
  encodeLiveFrame([{ slot, value, timeMs: 1000, status: status.good }]);

describe('watching', () => {
  test('many views become one list, and a point stays while one of them needs it', () => {
    const { store, sent, ripen, attach } = setUp();
    attach();
    const endA = store.watch(['m/a', 'm/b']);
    store.watch(['m/b', 'm/c']);
    ripen();
    expect(sent.at(-1)).toEqual({ generation: 2, pointIds: ['m/a', 'm/b', 'm/c'] });
    endA();
    endA();
    ripen();
    expect(sent.at(-1)?.pointIds).toEqual(['m/b', 'm/c']);
  });

  test('a list that did not change is not sent again', () => {
    const { store, sent, ripen, attach } = setUp();
    attach();
    const end = store.watch(['m/a']);
    ripen();
    const count = sent.length;
    end();
    store.watch(['m/a']);
    ripen();
    expect(sent).toHaveLength(count);
  });

  test('after a lost connection everything is asked for again, and the old values stay meanwhile', () => {
    const { store, sent, ripen, attach } = setUp();
    attach();
    store.watch(['m/a']);
    ripen();
    store.receive(2, frame(0, 21), null);
    store.detach();
    expect(store.get('m/a')?.value).toBe(21);
    attach();
    expect(sent.at(-1)).toEqual({ generation: 3, pointIds: ['m/a'] });
    expect(store.get('m/a')?.value).toBe(21);
  });
});

describe('frames', () => {
  test('a frame of a former watch is dropped: its slots mean other points', () => {
    const { store, ripen, attach } = setUp();
    attach();
    store.watch(['m/a']);
    ripen();
    store.receive(1, frame(0, 5), null);
    expect(store.get('m/a')).toBeUndefined();
  });

  test('only views of the changed point are told, once a frame', () => {
    const { store, ripen, drawAll, attach } = setUp();
    attach();
    store.watch(['m/a', 'm/b']);
    ripen();
    const told: string[] = [];
    const both = () => told.push('both');
    store.subscribe('m/a', both);
    store.subscribe('m/b', both);
    store.subscribe('m/b', () => told.push('b'));
    store.receive(2, frame(0, 1), null);
    expect(told).toEqual([]);
    drawAll();
    expect(told).toEqual(['both']);
    const two = [0, 1].map((slot) => ({ slot, value: 2, timeMs: 1, status: status.good }));
    store.receive(2, encodeLiveFrame(two), null);
    drawAll();
    expect(told.sort()).toEqual(['b', 'both', 'both']);
  });

  test('texts stand beside their slot; an unknown slot is ignored', () => {
    const { store, ripen, attach } = setUp();
    attach();
    store.watch(['m/program']);
    ripen();
    store.receive(2, frame(0, Number.NaN), { 0: 'O0012' });
    store.receive(2, frame(7, 1), null);
    expect(store.get('m/program')).toMatchObject({ text: 'O0012', value: Number.NaN });
  });

  test('values of points that nobody watches any more are let go with the next list', () => {
    const { store, ripen, attach } = setUp();
    attach();
    const end = store.watch(['m/a']);
    ripen();
    store.receive(2, frame(0, 1), null);
    end();
    store.watch(['m/b']);
    ripen();
    expect(store.get('m/a')).toBeUndefined();
  });
});
