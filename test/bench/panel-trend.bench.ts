// A year of minutes of one point on the trend page: from the message in the browser to the painted chart.
import {
  bucketQualities,
  columnArray,
  columnsBlock,
  columnsMark,
  type HistoryColumnName,
} from '@campus/campus-model';
import type { Page } from 'playwright-core';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { startCampus, until } from '../harness/campus-run.ts';
import { type Bench, type Figure, median } from './figure.ts';

const pointId = 't1-101-air/temperature';
const minuteMs = 60_000;
const rows = 525_600;
const promisedMs = 100;
/** One minute that stands out: a chart that loses it has not drawn the year. */
const spikeRow = 123_457;
const spike = 55.5;
const trench = -12.5;
const answerMs = 60_000;

export const panelTrend: Bench = {
  name: 'panel-trend',
  method: `milliseconds from ${rows} rows of binary columns in the browser until the trend page has painted them, in Chromium without a graphics card; each run reads the page anew, the least and greatest minute are looked for in the figures and in the picture`,
  async run({ runs }) {
    const [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
    try {
      const page = await openPanel(browser, campus.address);
      await page.addInitScript(watchPaint);
      const message = yearOfMinutes(Math.floor(Date.now() / minuteMs) * minuteMs);
      await page.route('**/api/v1/history/columns**', (route) => {
        const isMinutes = new URL(route.request().url()).searchParams.get('length') === '1min';
        if (!isMinutes) return route.continue();
        return route.fulfill({ contentType: 'application/octet-stream', body: message });
      });
      const times: number[] = [];
      for (let run = 0; run <= runs; run++) times.push(await drawOnce(page, campus.address));
      // The first run warms the compiler: a page that people look at has been open before.
      return [figureOf(median(times.slice(1)), times[0]!)];
    } finally {
      await browser.close();
      await campus.end();
    }
  },
};

async function drawOnce(page: Page, address: string): Promise<number> {
  const search = new URLSearchParams({ points: JSON.stringify([pointId]), span: '365d', detail: 'minutes' });
  await page.goto(`${address}/trends?${search}`);
  const ms = await until(() => page.evaluate(paintedAfterMs), answerMs);
  await checkFigures(page);
  await checkPicture(page);
  return ms;
}

/** Both extremes are in the legend: every row was looked at. */
async function checkFigures(page: Page): Promise<void> {
  const row = page.locator(`.trend-legend [data-point="${pointId}"]`);
  const [min, max] = await Promise.all(
    ['min', 'max'].map((figure) => row.locator(`[data-figure=${figure}]`).textContent()),
  );
  if (!min?.includes(String(trench)) || !max?.includes(String(spike)))
    throw new Error(`the page says ${min} to ${max}, the year has ${trench} to ${spike}`);
}

/** Ink stands high above the curve where the spike is: thinning has not lost it. */
async function checkPicture(page: Page): Promise<void> {
  const share = spikeRow / rows;
  const isThere = await page.locator('.chart canvas').evaluate((canvas, at) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const context = (canvas as HTMLCanvasElement).getContext('2d');
    const [left, right] = [96 * devicePixelRatio, 14 * devicePixelRatio];
    const x = Math.round(left + at * (width - left - right));
    const strip = context?.getImageData(x - 4, Math.round(height * 0.12), 9, Math.round(height * 0.2));
    return strip ? strip.data.some((value, index) => index % 4 === 3 && value > 20) : false;
  }, share);
  if (!isThere) throw new Error('the spike is not in the picture');
}

/** Runs in the page before its own code: notes when a drawing that followed the data was painted. */
function watchPaint(): void {
  const own = performance.mark.bind(performance);
  performance.mark = (name: string, options?: PerformanceMarkOptions) => {
    if (name === 'campus-trend-drawn') {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => own('campus-trend-painted');
        channel.port2.postMessage(null);
      });
    }
    return own(name, options);
  };
}

/** Runs in the page: milliseconds from the data to the first paint of them, or null. */
function paintedAfterMs(): number | null {
  const [data] = performance.getEntriesByName('campus-trend-data');
  const painted = performance
    .getEntriesByName('campus-trend-painted')
    .find(({ startTime }) => data && startTime > data.startTime);
  return data && painted ? painted.startTime - data.startTime : null;
}

function yearOfMinutes(endMs: number): Buffer {
  const fromMs = endMs - rows * minuteMs;
  const columns: HistoryColumnName[] = ['timeMean', 'min', 'max', 'last', 'coverage', 'quality'];
  const head = {
    pointId,
    fromMs,
    bucketMs: minuteMs,
    length: rows,
    coverage: 1,
    tier: '1min' as const,
    gaps: [],
    columns,
  };
  const block = columnsBlock(head, (name) => {
    const column = columnArray(name, rows);
    for (let row = 0; row < rows; row++) column[row] = numberOf(name, row);
    return column;
  });
  return Buffer.concat([columnsMark(), block]);
}

/** Days within a year, with noise of its own for each minute and a sensor that is away for a week. */
function numberOf(name: HistoryColumnName, row: number): number {
  const isAway = row % 262_800 > 252_720;
  if (name === 'coverage') return isAway ? 0 : 1;
  if (name === 'quality')
    return bucketQualities.indexOf(isAway ? 'none' : row % 997 < 40 ? 'uncertain' : 'good');
  if (isAway) return Number.NaN;
  const season = 15 - 9 * Math.cos((row / rows) * 2 * Math.PI);
  const value = season + 4 * Math.sin((row / 1440) * 2 * Math.PI) + ((row * 7919) % 100) / 100;
  if (row === spikeRow && name === 'max') return spike;
  if (row === rows - spikeRow && name === 'min') return trench;
  return name === 'min' ? value - 0.4 : name === 'max' ? value + 0.4 : value;
}

function figureOf(value: number, first: number): Figure {
  return {
    bench: 'panel-trend',
    figure: 'a year of minutes, from data to paint',
    value,
    unit: 'ms',
    peer: 'promise',
    peerValue: promisedMs,
    note: `${rows} rows; the first page after the start took ${first.toFixed(0)} ms`,
  };
}
