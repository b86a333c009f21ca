// Draws the icons of the installed panel from its own SVG: `node test/harness/icons.ts` writes them to web/panel/public.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { productFolder } from './campus-run.ts';

const folder = join(productFolder, 'web/panel/public');

interface IconForm {
  readonly file: string;
  readonly sizePx: number;
  /** `masked`: the ground to the edges and the mark in the safe middle; `badge`: the mark alone, white on nothing. */
  readonly form: 'plain' | 'masked' | 'badge';
}

const forms: readonly IconForm[] = [
  { file: 'icon-180.png', sizePx: 180, form: 'masked' },
  { file: 'icon-192.png', sizePx: 192, form: 'plain' },
  { file: 'icon-512.png', sizePx: 512, form: 'plain' },
  { file: 'icon-maskable-192.png', sizePx: 192, form: 'masked' },
  { file: 'icon-maskable-512.png', sizePx: 512, form: 'masked' },
  { file: 'icon-badge.png', sizePx: 96, form: 'badge' },
];

/** A mask may cut to the middle four fifths: the mark stays well inside. */
const maskedShare = 0.72;

function drawing(svg: string, { form, sizePx }: IconForm): string {
  const ground = /<rect[^>]*>/.exec(svg)?.[0] ?? '';
  const mark = svg.replace(ground, '').replace(/<\/?svg[^>]*>/g, '');
  const colour = /fill="([^"]+)"/.exec(ground)?.[1] ?? '';
  const inset = (32 * (1 - maskedShare)) / 2;
  const inside = `<g transform="translate(${inset} ${inset}) scale(${maskedShare})">${mark}</g>`;
  const shapes = {
    plain: `${ground}${mark}`,
    masked: `<rect width="32" height="32" fill="${colour}"/>${inside}`,
    badge: mark,
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="${sizePx}" height="${sizePx}">${shapes[form]}</svg>`;
}

async function draw(page: Page, svg: string, icon: IconForm): Promise<void> {
  await page.setViewportSize({ width: icon.sizePx, height: icon.sizePx });
  await page.setContent(`<style>*{margin:0;display:block}</style>${drawing(svg, icon)}`);
  writeFileSync(join(folder, icon.file), await page.screenshot({ omitBackground: true }));
}

if (import.meta.main) {
  const svg = readFileSync(join(folder, 'icon.svg'), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    for (const icon of forms) await draw(page, svg, icon);
  } finally {
    await browser.close();
  }
}
