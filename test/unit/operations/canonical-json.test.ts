// JSON in one form: the same for every order of keys, read back as what it was, and in parts as in one piece.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AcceptanceReport } from '@campus/campus-model';
import { checksumOf, reportFile } from '@campus/operations';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalJson,
  canonicalParts,
} from '../../../operations/commissioning/acceptance/canonical-json.ts';

test('keys are sorted, nothing is spaced, numbers are as ECMAScript writes them (RFC 8785, 3.2)', () => {
  const value = { b: [1.0, 1e21, -0, 'é"\n'], a: { z: null, y: true }, '€': 1, left: undefined };
  expect(canonicalJson(value)).toBe('{"a":{"y":true,"z":null},"b":[1,1e+21,0,"é\\"\\n"],"€":1}');
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
});

const anyJson = fc.jsonValue({ maxDepth: 3 });

test('any JSON is read back as it was, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), anyJson), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('in parts it is the same text', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), anyJson),
      fc.array(anyJson),
      fc.integer({ min: 1, max: 5 }),
      (other, list, few) => {
        const value = { ...other, points: list };
        expect([...canonicalParts(value, 'points', few)].join('')).toBe(canonicalJson(value));
      },
    ),
  );
});

test('the checksum is what sha256sum says of the file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'campus-report-'));
  try {
    const file = join(folder, 'report.json');
    const report = {
      form: 'campus-acceptance-report',
      points: [{ b: 1, a: '点' }],
      at: 5,
    } as unknown as AcceptanceReport;
    writeFileSync(file, [...reportFile(report)].join(''));
    const said = execFileSync('sha256sum', [file], { encoding: 'utf8' });
    expect(said.split(' ')[0]).toBe(await checksumOf(report));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
