// Watches the running panel's page for a text.
import type { Page } from 'playwright-core';
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
