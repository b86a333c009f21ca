// Files that people edit: told once a change stands, however the editor wrote it.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock, watchFiles } from '@campus/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
let file: string;
let clock: ManualClock;
let told: number;
let stop: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-watched-'));
  file = join(folder, 'campus.yaml');
  writeFileSync(file, 'one');
  clock = new ManualClock();
  told = 0;
  stop = watchFiles([file, join(folder, 'not-there.yaml')], clock, () => told++);
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

test('untouched: nothing is told', () => {
  clock.advance(10_000);
  expect(told).toBe(0);
});

test('a file that is being written is told when it stands', () => {
  writeFileSync(file, 'tw');
  clock.advance(1_000);
  writeFileSync(file, 'two');
  clock.advance(1_000);
  expect(told).toBe(0);
  clock.advance(1_000);
  expect(told).toBe(1);
  clock.advance(10_000);
  expect(told).toBe(1);
});

test('another file in its place is a change, its absence in between none', () => {
  rmSync(file);
  clock.advance(5_000);
  expect(told).toBe(0);
  writeFileSync(join(folder, 'new'), 'one');
  renameSync(join(folder, 'new'), file);
  clock.advance(2_000);
  expect(told).toBe(1);
});

test('after the end nothing is told', () => {
  stop();
  writeFileSync(file, 'two, and longer');
  clock.advance(5_000);
  expect(told).toBe(0);
});
