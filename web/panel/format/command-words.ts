// A command in words: what it asks for, who asked, what the driver and the witness said of it.
import { type Command, gatewayAuthors, type PointView } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/index.ts';
import { formatValue } from './value.ts';

/** Figures of a witness: enough to compare them with the alarm's. */
const witnessDigits = 4;

export interface CommandWords {
  value(point: PointView, value: number): string;
  /** The value asked for; of a release what it left the point at. */
  what(command: Command, point: PointView): string;
  /** An account, or what on a gateway gave it. */
  by(author: string): string;
  /** The driver's own words. */
  detail(command: Command): string | null;
  witness(command: Command, points: ReadonlyMap<string, PointView>): string | null;
}

export function useCommandWords(): CommandWords {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const valueWords = (point: PointView, value: number): string => {
    const { words, unit } = formatValue(point, value, language);
    return `${words} ${unit}`.trim();
  };
  return {
    value: valueWords,
    what: ({ value, isRelease }, point) => {
      if (value === null) return t('command.release');
      const said = valueWords(point, value);
      return isRelease ? t('command.releasedTo', { value: said }) : said;
    },
    by: (author) => {
      const known = gatewayAuthors.find((one) => one === author);
      return known ? t(`command.author.${known}`) : author;
    },
    detail: ({ detail }) => (detail ? t('command.detail', { detail }) : null),
    witness: ({ witness }, points) => {
      if (!witness) return null;
      const seenBy = points.get(witness.pointId);
      if (witness.value === null) return t(`command.witness.${witness.verdict}`);
      const plain = String(Number(witness.value.toPrecision(witnessDigits)));
      const value = seenBy ? valueWords(seenBy, witness.value) : plain;
      return t(`command.witness.${witness.verdict}`, { value });
    },
  };
}
