// The devices below their gateways and connections, each with how far it is. Of a long list only what is in sight is drawn.
import type { CommissioningOverview } from '@campus/campus-model';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { Empty } from '../../components/notes.tsx';
import { usePlaceWords } from '../../components/place-link.tsx';
import { type CommissioningEntry, type ListRow, listRows } from '../../format/commissioning.ts';
import type { CommissioningFilter } from '../../format/deep-links.ts';
import { ListRowView } from './list-row.tsx';

const route = getRouteApi('/inside/commissioning');

/** More devices than this are folded into their gateways at first. */
const mostUnfolded = 60;
/** Guesses; each row is measured once it is drawn. */
const usualPx: Readonly<Record<ListRow['kind'], number>> = { gateway: 64, endpoint: 34, device: 62 };

export function DeviceList({ overview }: { overview: CommissioningOverview }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const deferred = useDeferredValue(words);
  const { rows, toggle } = useRows(overview, deferred);
  const id = useId();
  return (
    <section className="card commissioning-list" aria-label={t('commissioning.list')}>
      <div className="field">
        <label htmlFor={id}>{t('commissioning.find')}</label>
        <input
          id={id}
          className="input"
          type="search"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      <ShowChoice />
      {rows.length === 0 ? (
        <Empty icon="search" title={t('commissioning.none')} lead={t('commissioning.noneLead')} />
      ) : (
        <Rows rows={rows} overview={overview} onToggle={toggle} />
      )}
    </section>
  );
}

function ShowChoice() {
  const { t } = useTranslation();
  const { show } = route.useSearch();
  const navigate = useNavigate({ from: '/commissioning' });
  const options = [
    { value: 'all', words: t('commissioning.showAll') },
    { value: 'open', words: t('commissioning.showOpen') },
    { value: 'trouble', words: t('commissioning.showTrouble') },
  ] as const;
  const choose = (value: 'all' | CommissioningFilter) =>
    void navigate({
      search: (before) => ({ ...before, show: value === 'all' ? undefined : value }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Choice
      legend={t('commissioning.show')}
      isLegendHidden
      options={options}
      value={show ?? 'all'}
      onChoose={choose}
    />
  );
}

function useRows(overview: CommissioningOverview, words: string) {
  const { show, device, gateway } = route.useSearch();
  const placeWords = usePlaceWords();
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => firstFolded(overview, device, gateway));
  const toggle = (id: string) => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
  };
  const rows = useMemo(() => {
    const wordsOf = ({ id, name, spaceId }: CommissioningEntry) =>
      [id, name.zh, name.en, spaceId, placeWords(spaceId)].join(' ');
    return listRows(overview, { show, words, folded, wordsOf });
  }, [overview, show, words, folded, placeWords]);
  return { rows, toggle };
}

/** Of many devices those of the gateway that the address means, or of the first one. */
function firstFolded(
  { gateways, devices }: CommissioningOverview,
  device: string | undefined,
  gateway: string | undefined,
): ReadonlySet<string> {
  if (devices.length <= mostUnfolded) return new Set();
  const meant = devices.find(({ id }) => id === device)?.gatewayId ?? gateway ?? gateways[0]?.id;
  return new Set(gateways.flatMap(({ id }) => (id === meant ? [] : [id])));
}

interface RowsProps {
  readonly rows: readonly ListRow[];
  readonly overview: CommissioningOverview;
  readonly onToggle: (gatewayId: string) => void;
}

function Rows({ rows, overview, onToggle }: RowsProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (row) => usualPx[rows[row]?.kind ?? 'device'],
    overscan: 8,
    getItemKey: (row) => `${rows[row]?.kind}/${rows[row]?.id}`,
  });
  const { device } = route.useSearch();
  const meant = rows.findIndex(({ kind, id }) => kind === 'device' && id === device);
  // biome-ignore lint/correctness/useExhaustiveDependencies: brought into sight once, not at each change of the list
  useEffect(() => {
    if (meant >= 0) virtual.scrollToIndex(meant, { align: 'auto' });
  }, [device, meant >= 0]);
  return (
    <div className="commissioning-rows" ref={frame}>
      <ul aria-label={t('commissioning.list')} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index];
          return row ? (
            <li
              key={key}
              data-index={index}
              ref={virtual.measureElement}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              style={{ transform: `translateY(${start}px)` }}
            >
              <ListRowView row={row} overview={overview} onToggle={onToggle} />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}
