// The pictures of the documents, taken from a real campus that this starts and ends: `npm run screenshots`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser, openPanel } from './browser.ts';
import { productFolder, type RunningCampus, startCampus, until } from './campus-run.ts';
import { takeGallery } from './gallery.ts';
import { simulatorRequest } from './simulators.ts';

const folder = join(productFolder, 'docs/images');

interface Picture {
  readonly file: string;
  readonly path: string;
  readonly account?: string;
  /** Stands on the page once it is worth a picture. */
  readonly content: string;
  readonly options?: BrowserContextOptions;
  /** From the top to the foot, not only what a screen holds. */
  readonly isWhole?: boolean;
}

const chinese: BrowserContextOptions = { locale: 'zh-CN' };
const phone: BrowserContextOptions = {
  ...chinese,
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

const calmPictures: readonly Picture[] = [
  { file: 'overview-zh.png', path: '/', content: '[data-figure=comfort] a', options: chinese },
  { file: 'overview-en.png', path: '/', content: '[data-figure=comfort] a' },
  {
    file: 'floor-zh.png',
    path: '/buildings/t1/floors/t1-f1?layer=co2',
    content: '.plan-room.is-good .plan-value',
    options: chinese,
  },
  {
    file: 'space-en.png',
    path: '/spaces/tr-101',
    content: '[data-machine] [data-standing=good]',
    options: { colorScheme: 'dark' },
  },
  {
    file: 'space-phone-zh.png',
    path: '/spaces/t1-101',
    account: 'teacher',
    content: '.switch:not(.is-unknown)',
    options: phone,
  },
];

const designPictures: readonly Picture[] = [
  { file: 'design-zh.png', path: '/design', content: '.design-example', options: chinese, isWhole: true },
  {
    file: 'design-en.png',
    path: '/design',
    content: '.design-example',
    options: { colorScheme: 'dark' },
    isWhole: true,
  },
];

const firePicture: Picture = {
  file: 'alarms-fire-zh.png',
  path: '/alarms',
  account: 'security',
  content: '[data-alarm][data-active=true]',
  options: chinese,
};

/** What one campus shows while it runs: calm pages, then a fire, then the fire's curves. */
async function takeAll(campus: RunningCampus, browser: Browser): Promise<void> {
  const startedAt = Date.now();
  for (const picture of calmPictures) await take(campus, browser, picture);
  for (const picture of designPictures) await take(campus, browser, picture);
  await takeGallery(campus, browser);
  await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
  await take(campus, browser, firePicture);
  await take(campus, browser, {
    ...firePicture,
    file: 'floor-fire-zh.png',
    path: firePlan,
    content: '.plan-alarm',
  });
  await burn(campus);
  await take(campus, browser, {
    file: 'trends-en.png',
    path: trendPath(startedAt, Date.now()),
    content: 'canvas',
  });
}

const pastWithinMs = 300_000;

/** Thirty days of history are written before the first picture: curves and totals have something to show. */
async function campusWithPast(): Promise<RunningCampus> {
  const campus = await startCampus({ hasPast: true });
  await campus.up.said(/demo history: 30 days/, pastWithinMs);
  return campus;
}

const firePlan = '/buildings/tr/floors/tr-f2?layer=alarms';
const firePoints = ['tr-201-air/temperature', 'tr-201-air/co2'];
/** Long enough for curves with a rise and a fall. */
const burningMs = 40_000;
const coolingMs = 40_000;

async function burn(campus: RunningCampus): Promise<void> {
  await pause(burningMs);
  await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
  await pause(coolingMs);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function trendPath(from: number, to: number): string {
  const search = { points: JSON.stringify(firePoints), from: String(from), to: String(to) };
  return `/trends?${new URLSearchParams(search)}`;
}

async function take(campus: RunningCampus, browser: Browser, picture: Picture): Promise<void> {
  const { file, path, account, content, options, isWhole } = picture;
  const page = await openPanel(browser, campus.address, account, { reducedMotion: 'reduce', ...options });
  await page.goto(campus.address + path);
  await page.locator(content).first().waitFor();
  await settle(page);
  await page.screenshot({ path: join(folder, file), fullPage: isWhole });
  await page.context().close();
  process.stdout.write(`${file}\n`);
}

/** Until every picture is there and no value is missing that will come. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => null);
  await until(
    () =>
      page.evaluate(() => {
        // the catalogue of parts shows one that never ends
        const isLoading = document.querySelector(':not(.design-page *) > .loading') !== null;
        return !isLoading && [...document.images].every((image) => image.hidden || image.naturalWidth > 0);
      }),
    30_000,
  );
  await pause(1_000);
}

if (import.meta.main) {
  mkdirSync(folder, { recursive: true });
  const [campus, browser] = await Promise.all([campusWithPast(), openBrowser()]);
  try {
    await takeAll(campus, browser);
  } finally {
    await browser.close();
    await campus.end();
  }
}
