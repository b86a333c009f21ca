// Choosing points for the trends: by search or by place, and letting them go again.
import type { PointView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { usePlaceWords } from '../../components/place-link.tsx';
import { pointSearchQuery } from '../../data/points.ts';
import { mostTrendPoints } from '../../format/search.ts';
import { chartGroups } from '../../format/trend.ts';
import { useWords } from '../../i18n/index.ts';
import { SeriesKey } from '../../trend/series-key.tsx';
import { PlacePicker } from './place-picker.tsx';

/** More matches than this are better met by another word. */
const shownMatches = 60;

interface PointPickerProps {
  readonly points: readonly PointView[];
  readonly chosen: readonly string[];
  readonly onChoose: (pointIds: readonly string[]) => void;
}

export function PointPicker({ points, chosen, onChoose }: PointPickerProps) {
  const { t } = useTranslation();
  const isFull = chosen.length >= mostTrendPoints;
  const add = (ids: readonly string[]) => onChoose([...chosen, ...ids].slice(0, mostTrendPoints));
  return (
    <>
      <ChosenPoints
        points={points}
        onRemove={(id) => onChoose(chosen.filter((each) => each !== id))}
        onClear={() => onChoose([])}
      />
      {isFull && <p className="note">{t('trends.full', { count: mostTrendPoints })}</p>}
      <PointSearch chosen={chosen} isFull={isFull} onAdd={(id) => add([id])} />
      <PlacePicker chosen={chosen} room={mostTrendPoints - chosen.length} onAdd={add} />
    </>
  );
}

interface ChosenPointsProps {
  readonly points: readonly PointView[];
  readonly onRemove: (pointId: string) => void;
  readonly onClear: () => void;
}

function ChosenPoints({ points, onRemove, onClear }: ChosenPointsProps) {
  const { t } = useTranslation();
  const words = useWords();
  const placeWords = usePlaceWords();
  if (points.length === 0) return null;
  // The colour of a line is its place in its chart.
  const row = new Map(chartGroups(points).flatMap((group) => group.map((point, at) => [point, at])));
  return (
    <section aria-label={t('trends.selected')}>
      <div className="chosen-head">
        <h2>{t('trends.selected')}</h2>
        {points.length > 1 && (
          <button type="button" className="text-button" onClick={onClear}>
            {t('trends.removeAll')}
          </button>
        )}
      </div>
      <ul className="chosen">
        {points.map((point) => (
          <li key={point.pointId} data-point={point.pointId}>
            <SeriesKey trend={{ row: row.get(point) ?? 0, isFaint: false }} />
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

function PointSearch({ chosen, isFull, onAdd }: PointSearchProps) {
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

interface MatchProps {
  readonly point: PointView;
  readonly isDisabled: boolean;
  readonly onAdd: (pointId: string) => void;
}

function Match({ point, isDisabled, onAdd }: MatchProps) {
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
