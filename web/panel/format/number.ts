// Numbers in the reader's language. Pure.
import type { Language } from '@campus/campus-model';

const locales: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };

const made = new Map<string, Intl.NumberFormat>();

export function localeOf(language: Language): string {
  return locales[language];
}

/** A number with exactly `decimals` digits behind the point; never "-0". */
export function formatNumber(value: number, decimals: number, language: Language): string {
  const key = `${language}${decimals}`;
  let format = made.get(key);
  if (!format) {
    format = new Intl.NumberFormat(localeOf(language), {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: 'negative',
    });
    made.set(key, format);
  }
  return format.format(value);
}

/** A share 0…1 as per cent; 99.96 % is not called 100 %. */
export function formatShare(share: number, language: Language): string {
  const percent = Math.floor(share * 1000) / 10;
  return `${formatNumber(percent, percent === 100 || percent === 0 ? 0 : 1, language)} %`;
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the largest unit that keeps the number over 1: "4.1 MB". */
export function formatBytes(bytes: number, language: Language): string {
  const rank = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** rank;
  return `${formatNumber(value, rank === 0 || value >= 100 ? 0 : 1, language)} ${sizes[rank]}`;
}
