// The box before a word is typed (what was opened lately, how to search) and when nothing is found.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Empty, ErrorNote } from '../components/notes.tsx';
import { useIdentity } from '../data/session.ts';
import { useWords } from '../i18n/index.ts';
import { type Found, ofRecent } from './found.ts';
import { forgetThings, recentThings } from './recent.ts';

const examples = ['place', 'device', 'order', 'person'] as const;

interface NoWordsYetProps {
  readonly onChoose: (found: Found) => void;
  readonly onWords: (words: string) => void;
}

export function NoWordsYet({ onChoose, onWords }: NoWordsYetProps) {
  const { t } = useTranslation();
  return (
    <>
      <Recent onChoose={onChoose} />
      <p className="search-group">{t('search.teach')}</p>
      <ul className="search-examples">
        {examples.map((name) => (
          <li key={name}>
            <button
              type="button"
              className="search-row"
              onClick={() => onWords(t(`search.examples.${name}.query`))}
            >
              <Icon name="search" />
              <span className="search-name">{t(`search.examples.${name}.query`)}</span>
              <span className="search-where">{t(`search.examples.${name}.lead`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Recent({ onChoose }: { onChoose: (found: Found) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { account } = useIdentity();
  const [things, setThings] = useState(() => recentThings(account));
  if (things.length === 0) return null;
  const forget = () => {
    forgetThings(account);
    setThings([]);
  };
  return (
    <>
      <p className="search-group">
        {t('search.recent')}
        <button type="button" className="search-forget" onClick={forget}>
          {t('search.forget')}
        </button>
      </p>
      <ul className="search-examples">
        {things.map((thing) => (
          <li key={thing.href}>
            <button type="button" className="search-row" onClick={() => onChoose(ofRecent(thing))}>
              <Icon name="clock" />
              <span className="search-name name">{words(thing.name)}</span>
              {thing.where && <span className="search-where">{words(thing.where)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface NothingFoundProps {
  readonly words: string;
  readonly error: unknown;
  readonly hasPinyin: boolean;
}

export function NothingFound({ words, error, hasPinyin }: NothingFoundProps) {
  const { t } = useTranslation();
  if (error) return <ErrorNote error={error} />;
  const lead = hasPinyin ? t('search.noneLead') : t('search.pinyinSoon');
  return <Empty icon="search" title={t('search.none', { query: words.trim() })} lead={lead} />;
}
