// A device's change and a fire, from the simulated device to the page, while samples run.
import type { Page } from 'playwright-core';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { readMetric } from '../harness/metrics.ts';
import { simulatorRequest } from '../harness/simulators.ts';
import { type Bench, type Figure, median } from './figure.ts';
import { timeUntilShown } from './panel-page.ts';

const runs = 5;
const samplesPerSecond = 5_000;

export const mainJob: Bench = {
  name: 'main-job',
  method: `milliseconds from the change in the simulated Modbus device until the text stands on the page in Chromium, while ${samplesPerSecond} samples a second run; median of ${runs}`,
  async run() {
    const [campus, browser] = await Promise.all([startCampus({ samplesPerSecond }), openBrowser()]);
    try {
      const page = await openPanel(browser, campus.address);
      return [await changeToPage(campus, page), await fireToPage(campus, page), await rateAtTheSink(campus)];
    } finally {
      await browser.close();
      await campus.end();
    }
  },
};

async function changeToPage(campus: RunningCampus, page: Page): Promise<Figure> {
  const times: number[] = [];
  await page.goto(`${campus.address}/spaces/t1-101`);
  await page.locator('[data-point="t1-101-air/co2"]').first().waitFor();
  for (let i = 0; i < runs; i++) {
    const co2 = 701 + i * 11;
    const change = () =>
      simulatorRequest(campus.ports.control, 'POST', '/devices/t1-101-air/values', { co2 });
    times.push(await timeUntilShown(page, '[data-point="t1-101-air/co2"]', String(co2), change));
  }
  return promise('change of a register to the page', median(times), 1000);
}

async function fireToPage(campus: RunningCampus, page: Page): Promise<Figure> {
  const times: number[] = [];
  await page.goto(`${campus.address}/alarms`);
  for (let i = 0; i < runs; i++) {
    const change = () => simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
    times.push(
      await timeUntilShown(page, '[data-alarm][data-system="fire"][data-active="true"]', '', change),
    );
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
    const active = page.locator('[data-alarm][data-system="fire"][data-active="true"]');
    await until(async () => (await active.count()) === 0, 60_000);
  }
  return promise('fire in a lab to the page', median(times), 1000);
}

/** Samples a second that history has made durable, counted at the hub over ten seconds. */
async function rateAtTheSink({ address }: RunningCampus): Promise<Figure> {
  const stored = () => readMetric(address, 'campus_ingest_stored_total');
  const [before, startedAt] = [await stored(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const value = (((await stored()) - before) * 1000) / (performance.now() - startedAt);
  const figure = 'samples stored a second meanwhile';
  return { bench: 'main-job', figure, value, unit: '1/s', peer: 'load', peerValue: samplesPerSecond };
}

function promise(figure: string, value: number, peerValue: number): Figure {
  return { bench: 'main-job', figure, value, unit: 'ms', peer: 'promise', peerValue };
}
