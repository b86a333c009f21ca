// Language of the page: first the browser's, then whatever the reader chose, remembered.
import type { Language, Text } from '@campus/campus-model';
import i18next from 'i18next';
import { useCallback, useSyncExternalStore } from 'react';
import { initReactI18next } from 'react-i18next';
import { recall, remember } from '../app/remembered.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zh };
  }
}

const key = 'campus.language';
const tags: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

function firstLanguage(): Language {
  const chosen = recall(key);
  if (chosen === 'zh' || chosen === 'en') return chosen;
  const preferred = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? 'en';
  return preferred.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** An installed app is called by the reader's language. */
function nameApp(language: string): void {
  const manifest = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
  if (manifest) manifest.href = `/manifest-${language === 'en' ? 'en' : 'zh'}.webmanifest`;
}

/** Must be awaited before the first view is drawn. */
export async function startLanguages(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = tags[language as Language] ?? 'en';
    nameApp(language);
    for (const listener of listeners) listener();
  });
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'zh';
}

/** All words of the page change, which takes longer than a frame: the press itself is drawn before. */
function switchLanguage(): void {
  const next: Language = readLanguage() === 'en' ? 'zh' : 'en';
  remember(key, next);
  requestAnimationFrame(() => setTimeout(() => void i18next.changeLanguage(next)));
}

/** Lighter than `useTranslation`: a page may hold a thousand values, each in the reader's language. */
export function useLanguage(): { language: Language; switchLanguage: () => void } {
  return { language: useSyncExternalStore(subscribe, readLanguage), switchLanguage };
}

/** Words of the hub (names, advice, errors) in the reader's language. */
export function useWords(): (text: Text) => string {
  const { language } = useLanguage();
  return useCallback((text: Text) => text[language], [language]);
}

/** The `lang` of words that came in one language only (names, comments): set where an English page shows Chinese. */
export function useLangOf(): (words: string) => 'zh-CN' | undefined {
  const { language } = useLanguage();
  return useCallback(
    (words: string) => (language === 'en' && /\p{Script=Han}/u.test(words) ? 'zh-CN' : undefined),
    [language],
  );
}
