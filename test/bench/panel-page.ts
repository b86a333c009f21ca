// A page of the running panel, as the benches watch it.
import type { Page } from 'playwright-core';
import { openBrowser } from '../harness/browser.ts';

export interface PanelPage {
  readonly page: Page;
  close(): Promise<void>;
}

export async function openPanel(address: string): Promise<PanelPage> {
  const browser = await openBrowser();
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  await page.getByRole('button', { name: /Administrator/ }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, close: () => browser.close() };
}

/** Milliseconds from the call of `change` until a text stands in an element of the page, both on this clock. */
export async function timeUntilShown(
  page: Page,
  selector: string,
  text: string,
  change: () => Promise<unknown>,
): Promise<number> {
  const shown = page.evaluate(
    ([wanted, where]) =>
      new Promise<number>((resolve) => {
        const look = (): boolean =>
          [...document.querySelectorAll(where!)].some((element) => element.textContent?.includes(wanted!));
        const observer = new MutationObserver(() => look() && finish());
        const finish = (): void => {
          observer.disconnect();
          requestAnimationFrame(() => resolve(Date.now()));
        };
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        if (look()) finish();
      }),
    [text, selector],
  );
  const startedAt = Date.now();
  await change();
  return (await shown) - startedAt;
}
