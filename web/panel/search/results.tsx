// What was found, in groups: a list box whose chosen row the text field names.
import type { AlarmPriority } from '@campus/campus-model';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../components/icon.tsx';
import { iconOfKind } from '../components/kind-icon.ts';
import { PriorityMark } from '../components/priority-mark.tsx';
import { formatValue } from '../format/value.ts';
import { useLanguage, useWords } from '../i18n/index.ts';
import type { Found, FoundGroup, FoundKind } from './found.ts';
import { markedParts } from './marked-parts.ts';

export function optionId(listId: string, row: number): string {
  return `${listId}-${row}`;
}

interface ResultsProps {
  readonly id: string;
  readonly words: string;
  readonly groups: readonly FoundGroup[];
  readonly row: number;
  readonly onChoose: (found: Found) => void;
}

export function Results({ id, words, groups, row, onChoose }: ResultsProps) {
  const { t } = useTranslation();
  const firsts = groups.map((_, at) => groups.slice(0, at).reduce((sum, { found }) => sum + found.length, 0));
  return (
    <div id={id} className="search-results" role="listbox" aria-label={t('search.results')} tabIndex={-1}>
      {groups.map(({ kind, total, found }, at) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
        <div key={kind} role="group" aria-labelledby={`${id}-${kind}`} data-group={kind}>
          <p id={`${id}-${kind}`} className="search-group">
            {t(`search.kind.${kind}`)}
            {total > found.length && <span> {t('search.more', { count: total })}</span>}
          </p>
          {found.map((each, place) => (
            <Row
              key={each.key}
              id={optionId(id, (firsts[at] ?? 0) + place)}
              found={each}
              words={words}
              isChosen={(firsts[at] ?? 0) + place === row}
              onChoose={() => onChoose(each)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly found: Found;
  readonly words: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Row({ id, found, words, isChosen, onChoose }: RowProps) {
  const inWords = useWords();
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChosen) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text field
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text field, which names the chosen row
    <div
      ref={line}
      id={id}
      role="option"
      aria-selected={isChosen}
      className="search-row"
      data-found={found.key}
      onClick={onChoose}
    >
      <FoundIcon found={found} />
      <span className="search-name name">
        <Marked text={inWords(found.name)} words={words} />
      </span>
      {found.where && <span className="search-where">{inWords(found.where)}</span>}
      <FoundMore found={found} />
    </div>
  );
}

function Marked({ text, words }: { text: string; words: string }) {
  return markedParts(text, words).map(({ text: part, isMarked, from }) =>
    isMarked ? <mark key={from}>{part}</mark> : <span key={from}>{part}</span>,
  );
}

/** What a command would do, and a telephone. */
function FoundMore({ found: { item } }: { found: Found }) {
  const { language } = useLanguage();
  if (item?.order) {
    const { words, unit } = formatValue(item.order.point, item.order.value, language);
    return (
      <span className="search-more search-order">
        <Icon name="arrow" />
        {words} {unit}
      </span>
    );
  }
  return item?.phone ? (
    <span className="search-more">
      <Icon name="phone" />
      {item.phone}
    </span>
  ) : null;
}

const icons: Record<FoundKind, IconName> = {
  order: 'power',
  alarm: 'alarms',
  space: 'place',
  floor: 'plans',
  building: 'plans',
  equipment: 'machine',
  point: 'trends',
  person: 'account',
  gateway: 'gateways',
  rule: 'rules',
  board: 'boards',
  page: 'overview',
  help: 'help',
};

function FoundIcon({ found: { kind, item } }: { found: Found }) {
  if (item?.alarm) {
    const priority: AlarmPriority = item.alarm.priority;
    return <PriorityMark priority={priority} isQuiet={!item.alarm.isActive} />;
  }
  if (kind === 'equipment' && item?.sort) return <Icon name={iconOfKind(item.sort as never)} />;
  return <Icon name={icons[kind] ?? 'search'} />;
}
