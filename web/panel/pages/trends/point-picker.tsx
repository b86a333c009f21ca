// Choosing points for the trends: by search, and letting them go again.
import type { PointView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { usePlaceWords } from '../../components/place-link.tsx';
import { pointSearchQuery } from '../../data/points.ts';
import { mostTrendPoints } from '../../format/search.ts';
import { useWords } from '../../i18n/index.ts';
import { seriesColour } from './series-colour.ts';

/** More matches than this are better met by another word. */
const shownMatches = 60;

export function ChosenPoints({
  points,
  onRemove,
}: {
  points: readonly PointView[];
  onRemove: (pointId: string) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const placeWords = usePlaceWords();
  if (points.length === 0) return null;
  return (
    <section aria-label={t('trends.selected')}>
      <h2>{t('trends.selected')}</h2>
      <ul className="chosen">
        {points.map((point, row) => (
          <li key={point.pointId} data-point={point.pointId}>
            <span className="series-key" style={{ background: seriesColour(row) }} aria-hidden="true" />
            <span className="match-name">
              <span className="name">{words(point.name)}</span>
              <span className="card-note">{placeWords(point.spaceId)}</span>
            </span>
            <button
              type="button"
              className="tool"
              aria-label={t('trends.remove', { name: words(point.name) })}
              onClick={() => onRemove(point.pointId)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PointSearchProps {
  readonly chosen: readonly string[];
  readonly isFull: boolean;
  readonly onAdd: (pointId: string) => void;
}

export function PointSearch({ chosen, isFull, onAdd }: PointSearchProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { data, error } = useQuery(pointSearchQuery(useDeferredValue(text)));
  const matches =
    text.trim() === ''
      ? null
      : data?.filter((point) => !chosen.includes(point.pointId) && point.quantity !== 'text');
  return (
    <section className="point-search">
      <div className="field">
        <label htmlFor="point-search">{t('trends.search')}</label>
        <input
          id="point-search"
          type="search"
          className="input"
          placeholder={t('trends.searchHint')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {isFull && <p className="note">{t('trends.full', { count: mostTrendPoints })}</p>}
      {error && <ErrorNote error={error} />}
      <p className="card-note" role="status">
        {matches &&
          (matches.length === 0 ? t('trends.noMatch') : t('trends.matches', { count: matches.length }))}
      </p>
      <ul className="matches">
        {matches?.slice(0, shownMatches).map((point) => (
          <Match key={point.pointId} point={point} isDisabled={isFull} onAdd={onAdd} />
        ))}
      </ul>
    </section>
  );
}

function Match({
  point,
  isDisabled,
  onAdd,
}: {
  point: PointView;
  isDisabled: boolean;
  onAdd: (pointId: string) => void;
}) {
  const words = useWords();
  const place = usePlaceWords()(point.spaceId);
  return (
    <li>
      <button
        type="button"
        className="match"
        disabled={isDisabled}
        onClick={() => onAdd(point.pointId)}
        data-point={point.pointId}
      >
        <span className="match-name">
          <span className="name">{words(point.name)}</span>{' '}
          {point.unit && <span className="value-unit">{point.unit}</span>}
          <span className="card-note">{place}</span>
        </span>
        <Icon name="plus" />
      </button>
    </li>
  );
}
