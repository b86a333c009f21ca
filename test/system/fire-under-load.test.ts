// A fire reaches the page while 5,000 samples a second run through agent, broker and history.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { readMetric } from '../harness/metrics.ts';
import { simulatorRequest } from '../harness/simulators.ts';

const samplesPerSecond = 5_000;
const alarmDeadlineMs = 10_000;
let campus: RunningCampus;
let browser: Browser;

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus({ samplesPerSecond }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

/** Samples a second that history has made durable, over a few seconds. */
async function storedPerSecond(): Promise<number> {
  const [before, startedAt] = [
    await readMetric(campus.address, 'campus_ingest_stored_total'),
    performance.now(),
  ];
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const after = await readMetric(campus.address, 'campus_ingest_stored_total');
  return ((after - before) * 1_000) / (performance.now() - startedAt);
}

async function loadRuns(): Promise<void> {
  await until(async () => (await storedPerSecond()) > samplesPerSecond * 0.9, 60_000);
}

test('a fire in a lab becomes an alarm on the page', async () => {
  await loadRuns();
  const page = await openPanel(browser, campus.address, 'security');
  await page.goto(`${campus.address}/alarms`);
  await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
  const alarm = page.locator('[data-alarm^="fire-detected:"]').first();
  await alarm.waitFor({ timeout: alarmDeadlineMs });
  await loadRuns();
});
