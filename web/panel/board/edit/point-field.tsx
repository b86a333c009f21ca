// Choosing points by search: a combo box whose matches come from the hub, and the chosen ones below it.
import type { PointView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import {
  Button,
  ComboBox,
  I18nProvider,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { usePlaceWords } from '../../components/place-link.tsx';
import { pointSearchQuery, pointsQuery } from '../../data/points.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';

/** More matches than this are better met by another word. */
const shownMatches = 40;

interface PointFieldProps {
  readonly label: string;
  readonly most: number;
  /** Only totals that meters count. */
  readonly isCounters: boolean;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: string[]) => void;
}

export function PointField({ label, most, isCounters, chosen, onChange }: PointFieldProps) {
  const { t } = useTranslation();
  const isOne = most === 1;
  const add = (id: string) => {
    if (chosen.includes(id)) return;
    onChange(isOne ? [id] : [...chosen, id].slice(0, most));
  };
  return (
    <div className="point-field">
      <ChosenPoints
        ids={chosen}
        onRemove={isOne ? null : (id) => onChange(chosen.filter((each) => each !== id))}
      />
      {(isOne || chosen.length < most) && (
        <PointBox label={label} isCounters={isCounters} chosen={chosen} onAdd={add} />
      )}
      {!isOne && <p className="card-note">{t('boardEdit.pointMost', { count: most })}</p>}
    </div>
  );
}

interface PointBoxProps {
  readonly label: string;
  readonly isCounters: boolean;
  readonly chosen: readonly string[];
  readonly onAdd: (id: string) => void;
}

function PointBox({ label, isCounters, chosen, onAdd }: PointBoxProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const words = useWords();
  const [text, setText] = useState('');
  const [field, setField] = useState<HTMLElement | null>(null);
  const { matches, isAsking } = useMatches(useDeferredValue(text), isCounters, chosen);
  return (
    <I18nProvider locale={language === 'zh' ? 'zh-CN' : 'en-GB'}>
      <ComboBox
        className="field combo"
        items={matches}
        inputValue={text}
        onInputChange={setText}
        selectedKey={null}
        onSelectionChange={(key) => {
          if (key === null) return;
          onAdd(String(key));
          setText('');
        }}
        defaultFilter={() => true}
        menuTrigger="input"
        // Matches come a moment after the words; without words there is nothing to choose from.
        allowsEmptyCollection={text.trim() !== ''}
      >
        <Label>{label}</Label>
        <div className="combo-box" ref={setField}>
          <Input className="input" placeholder={t('boardEdit.pointHint')} />
          <Button className="tool" aria-label={label}>
            <Icon name="search" />
          </Button>
        </div>
        {/* Where the field stands in a modal dialog, what lies outside of it cannot be touched. */}
        <Popover className="combo-list" UNSTABLE_portalContainer={field?.closest('dialog') ?? undefined}>
          <ListBox className="combo-options">
            {(point: PointView & { id: string }) => (
              <ListBoxItem id={point.pointId} textValue={words(point.name)} className="combo-option">
                <PointWords point={point} />
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
        <p className="card-note" role="status">
          {text.trim() !== '' && matches.length === 0 && t(isAsking ? 'loading' : 'boardEdit.pointNone')}
        </p>
      </ComboBox>
    </I18nProvider>
  );
}

function useMatches(text: string, isCounters: boolean, chosen: readonly string[]) {
  const { data, isFetching } = useQuery(pointSearchQuery(text));
  const matches = useMemo(
    () =>
      (text.trim() === '' ? [] : (data ?? []))
        .filter(({ quantity, counter }) => (isCounters ? counter : quantity !== 'text'))
        .filter(({ pointId }) => !chosen.includes(pointId))
        .slice(0, shownMatches)
        .map((point) => ({ ...point, id: point.pointId })),
    [data, text, isCounters, chosen],
  );
  return { matches, isAsking: isFetching };
}

function PointWords({ point }: { point: PointView }) {
  const words = useWords();
  const placeWords = usePlaceWords();
  return (
    <>
      <span className="name">{words(point.name)}</span>{' '}
      {point.unit && <span className="value-unit">{point.unit}</span>}
      <span className="card-note">
        {placeWords(point.spaceId)} · {point.pointId}
      </span>
    </>
  );
}

function ChosenPoints({
  ids,
  onRemove,
}: {
  ids: readonly string[];
  onRemove: ((id: string) => void) | null;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const sorted = useMemo(() => [...ids].sort(), [ids]);
  const { data } = useQuery({ ...pointsQuery(sorted), enabled: sorted.length > 0 });
  if (ids.length === 0) return null;
  return (
    <ul className="chosen-points">
      {ids.map((id) => {
        const point = data?.get(id);
        return (
          <li key={id} data-point={id}>
            <span className="chosen-point-words">{point ? <PointWords point={point} /> : id}</span>
            {onRemove && (
              <button
                type="button"
                className="tool"
                aria-label={t('boardEdit.pointRemove', { name: point ? words(point.name) : id })}
                onClick={() => onRemove(id)}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
