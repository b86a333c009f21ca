// What a page costs in the browser: bytes of its first load, its largest paint, its main thread's tasks, its heap.
import type { Browser, CDPSession, Page } from 'playwright-core';

export interface FirstLoad {
  /** Compressed bytes over the wire, answers' heads included. */
  readonly bytes: number;
  readonly largestPaintMs: number;
}

/** Loads a path in a page with an empty cache, with the cookies of `from`. */
export async function firstLoad(browser: Browser, from: Page, url: string): Promise<FirstLoad> {
  const context = await browser.newContext({
    storageState: await from.context().storageState(),
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(url);
  await page.waitForLoadState('networkidle').catch(() => null);
  const largestPaintMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );
  await context.close();
  return { bytes, largestPaintMs };
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly args: { readonly name?: string; readonly data?: Readonly<Record<string, unknown>> };
}

/** Milliseconds of each task of the page's main thread while `run` goes on. */
export async function mainThreadTasks(page: Page, run: () => Promise<unknown>): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  const categories = 'toplevel,disabled-by-default-devtools.timeline,devtools.timeline,__metadata';
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories.split(',') },
  } as never);
  await run();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return tasksOf(events);
}

/** The renderer that painted most is the page's: a browser keeps spare ones. */
function tasksOf(events: readonly TraceEvent[]): number[] {
  const threads = new Set<string>();
  for (const { name, args, pid, tid } of events)
    if (name === 'thread_name' && args.name === 'CrRendererMain') threads.add(`${pid}:${tid}`);
  const tasks = events.filter(
    ({ name, pid, tid, dur }) => name === 'RunTask' && dur && threads.has(`${pid}:${tid}`),
  );
  return tasks.map(({ dur }) => dur! / 1000);
}

/** Bytes of live JavaScript objects, after a collection. */
export async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Milliseconds from a press to the next paint, as the browser itself times events (steps of 8 ms); the worst of them. */
export async function worstPress(page: Page, presses: readonly (() => Promise<void>)[]): Promise<number> {
  await page.evaluate(() => {
    const seen: number[] = [];
    (globalThis as never as { presses: number[] }).presses = seen;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if ('interactionId' in entry && entry.interactionId) seen.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: false } as PerformanceObserverInit);
  });
  for (const press of presses) {
    await press();
    await page.waitForTimeout(300);
  }
  const seen = await page.evaluate(() => (globalThis as never as { presses: number[] }).presses);
  return seen.length === 0 ? 16 : Math.max(...seen);
}
