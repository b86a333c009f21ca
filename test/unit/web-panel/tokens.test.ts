// The colours: dark by system and dark by switch are one, and words are readable on what they stand on (WCAG AA).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../../web/panel/styles/tokens.css', import.meta.url), 'utf8');

function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  expect(start, selector).toBeGreaterThanOrEqual(0);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const light = tokens(':root');
const dark = new Map([...light, ...tokens(':root[data-theme="dark"]')]);
const wall = new Map([...dark, ...tokens(':root[data-surface="wall"]')]);

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) =>
    c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

test('dark by system and dark by switch hold the same colours', () => {
  expect(tokens(':root:not([data-theme="light"])')).toEqual(tokens(':root[data-theme="dark"]'));
});

describe.each([
  ['light', light],
  ['dark', dark],
  ['wall', wall],
])('%s', (_, theme) => {
  const of = (name: string) => theme.get(`--${name}`) ?? '';
  const layers = ['temperature', 'co2', 'humidity', 'occupancy', 'light', 'power'];
  const scales = layers.flatMap((layer) => [0, 1, 2, 3, 4, 5].map((step) => `scale-${layer}-${step}`));
  const network = [0, 1, 2, 3].map((step) => `scale-network-${step}`);
  const pairs = [
    ...['paper', 'surface', 'surface-2', 'surface-3', 'raised'].map((ground) => ['ink', ground]),
    ...['paper', 'surface', 'surface-2', 'surface-3'].flatMap((ground) => [
      ['ink-2', ground],
      ['ink-3', ground],
    ]),
    ...['paper', 'surface'].map((ground) => ['accent', ground]),
    ['on-accent', 'accent'],
    ...['critical', 'high', 'medium', 'low'].flatMap((p) => [
      [`${p}-ink`, p],
      [`${p}-words`, `${p}-soft`],
      ['ink', `${p}-soft`],
    ]),
    ...[...scales, ...network, 'plan-none'].map((ground) => ['ink', ground]),
  ] as [string, string][];

  test.each(pairs)('%s is readable on %s', (words, ground) => {
    expect(contrast(of(words), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['line-strong', 'focus', 'plan-wall'])('%s is seen against its ground', (edge) => {
    expect(contrast(of(edge), of('surface'))).toBeGreaterThanOrEqual(3);
  });
});
