// Words, figures and times of the acceptance report as HTML, in one language or in both. Pure.
import type { Language, Text } from '@campus/campus-model';

/** One language, or Chinese with English beside it. */
export const reportLanguages = ['zh', 'en', 'both'] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(words: string): string {
  return words.replace(/[&<>"']/g, (sign) => entities[sign]!);
}

export class TextWriter {
  readonly #languages: readonly Language[];
  readonly #times: Intl.DateTimeFormat;

  constructor(language: ReportLanguage, timeZone: string) {
    this.#languages = language === 'both' ? ['zh', 'en'] : [language];
    // Swedish writes times as ISO 8601 does.
    this.#times = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  }

  text(words: Text): string {
    const [only] = this.#languages;
    if (this.#languages.length === 1 && only) return escaped(words[only]);
    if (words.zh === words.en) return escaped(words.zh);
    return this.#languages.map((each) => `<span lang="${each}">${escaped(words[each])}</span>`).join(' ');
  }

  /** "2026-03-01 08:00:00" by the clocks of the site. */
  time(ms: number): string {
    return this.#times.format(ms);
  }
}
