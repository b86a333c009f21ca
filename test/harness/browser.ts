// A real headless browser: the machine's Chromium where there is one, else the one that npm brings.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CAMPUS_CHROMIUM ?? installed.find(existsSync);
  if (executablePath) return chromium.launch({ executablePath, args: quiet });
  const { default: packed } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await packed.executablePath(),
    args: [...packed.args, ...quiet],
    headless: true,
  });
}

/** A page of the panel, signed in with a demo account's card. */
export async function openPanel(
  browser: Browser,
  address: string,
  account = 'admin',
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await browser.newPage({
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  await page.goto(address);
  await page.getByRole('button').filter({ hasText: account }).click();
  await page.getByRole('navigation').first().waitFor();
  return page;
}
