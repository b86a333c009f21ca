// What may be wrong with any page of the panel, found in a real browser: accessibility, width, language, noise, strangers.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export type PageLanguage = 'zh' | 'en';

const accessibilityTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Listens to a page from its first request on; `faults` grows by what it should not do. */
export function listenForNoise(page: Page, address: string): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' || isFirstSessionQuestion(message.text(), message.location().url)) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && origin.replace(/^ws/, 'http') !== address)
      faults.push(`request to a stranger: ${request.url()}`);
  });
  return faults;
}

/** "Who is signed in?" is answered by 401 as long as nobody is; the browser logs that by itself. */
function isFirstSessionQuestion(text: string, url: string): boolean {
  return text.includes('401') && url.endsWith('/api/v1/session');
}

export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'], runOnly: accessibilityTags })
    .setLegacyMode(true)
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

export async function widthFaults(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return overflow > 0 ? [`wider than the window by ${overflow} px`] : [];
}

/** English pages hold Chinese only where `lang` says so; the headings of Chinese pages are Chinese. */
export async function languageFaults(page: Page, language: PageLanguage): Promise<string[]> {
  const [tag, title, strays] = await page.evaluate(() => {
    const chinese = /\p{Script=Han}/u;
    const words = [...document.body.querySelectorAll('*:not(script, style, noscript)')].flatMap((element) => {
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const told = ['aria-label', 'alt', 'title', 'placeholder'].map((name) => element.getAttribute(name));
      return [...own.map((node) => node.textContent), ...told].map((text) => ({ element, text: text ?? '' }));
    });
    const stray = words.filter(
      ({ element, text }) => chinese.test(text) && !element.closest('[lang|="zh"]:not(html)'),
    );
    const plain = [...document.querySelectorAll('h1, h2')].filter(
      (heading) => !chinese.test(heading.textContent),
    );
    return [
      document.documentElement.lang,
      document.title,
      { en: stray.map(({ text }) => text), zh: plain.map((heading) => heading.textContent) },
    ] as const;
  });
  const faults = strays[language].map((text) => `wrong language: ${text}`);
  const isTitled = /\p{Script=Han}/u.test(title) === (language === 'zh');
  return [
    ...faults,
    ...(tag.startsWith(language) ? [] : [`lang is ${tag}`]),
    ...(isTitled ? [] : [`title is ${title}`]),
  ];
}
