// Every page as it looks on a desk, a phone and a wall, light and dark, in both languages: pictures for docs/gallery.md, which
// this writes too.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openPanel } from './browser.ts';
import { productFolder, type RunningCampus } from './campus-run.ts';
import { type KnownPage, panelPages } from './panel-pages.ts';

const folder = join(productFolder, 'docs/images/gallery');

interface Look {
  readonly file: string;
  readonly words: string;
  readonly widthPx: number;
  readonly options: BrowserContextOptions;
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;
const desk = { viewport: { width: 1440, height: 900 } } as const;
const wall = { viewport: { width: 1920, height: 1080 } } as const;

const looks: readonly Look[] = [
  { file: 'desk-zh', words: '桌面，浅色', widthPx: 420, options: { ...desk, locale: 'zh-CN' } },
  {
    file: 'desk-en',
    words: 'desk, dark',
    widthPx: 420,
    options: { ...desk, locale: 'en-GB', colorScheme: 'dark' },
  },
  {
    file: 'wall-zh',
    words: '大屏，深色',
    widthPx: 460,
    options: { ...wall, locale: 'zh-CN', colorScheme: 'dark' },
  },
  { file: 'wall-en', words: 'wall, light', widthPx: 460, options: { ...wall, locale: 'en-GB' } },
  {
    file: 'phone-zh',
    words: '手机，深色',
    widthPx: 150,
    options: { ...phone, locale: 'zh-CN', colorScheme: 'dark' },
  },
  { file: 'phone-en', words: 'phone, light', widthPx: 150, options: { ...phone, locale: 'en-GB' } },
];

/** Small enough for a repository, sharp enough to read. */
const quality = 60;
/** Values come within a tick; pictures and curves a little later. */
const settleMs = 1_500;

export async function takeGallery(campus: RunningCampus, browser: Browser): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const look of looks) await takeLook(campus, browser, look);
  writeFileSync(join(productFolder, 'docs/gallery.md'), galleryText());
}

async function takeLook(campus: RunningCampus, browser: Browser, look: Look): Promise<void> {
  const page = await openPanel(browser, campus.address, 'admin', {
    reducedMotion: 'reduce',
    ...look.options,
  });
  for (const known of panelPages) {
    await page.goto(campus.address + known.path.replace('span=1h', 'span=24h'));
    await page.locator(known.content).first().waitFor();
    await page.waitForTimeout(settleMs);
    const file = pictureOf(known, look);
    await page.screenshot({ path: join(folder, file), type: 'jpeg', quality });
    process.stdout.write(`gallery/${file}\n`);
  }
  await page.context().close();
}

function pictureOf({ name }: KnownPage, { file }: Look): string {
  return `${name.replaceAll(' ', '-')}-${file}.jpg`;
}

function galleryText(): string {
  const sections = panelPages.map((known) => {
    const pictures = looks.map(
      (look) =>
        `<img src="images/gallery/${pictureOf(known, look)}" alt="${known.name}: ${look.words}" width="${look.widthPx}">`,
    );
    return `## ${known.name[0]?.toUpperCase()}${known.name.slice(1)}\n\n${pictures.join('\n')}\n`;
  });
  const head =
    '# Gallery\n\nEvery page on a desk, a wall and a phone, light and dark, in Chinese and in English. Taken from a running demo campus by\n`npm run screenshots`, which writes this page too.\n';
  return `${head}\n${sections.join('\n')}`;
}
