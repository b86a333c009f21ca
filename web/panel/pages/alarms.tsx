// All alarms: filtered, acknowledged with a comment; a long list draws only what is in sight.
import './alarms.css';
import type { Alarm, AlarmPriority, System } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AlarmCard } from '../components/alarm-card.tsx';
import { Choice } from '../components/choice.tsx';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { usePrinting } from '../components/use-printing.ts';
import { allAlarmsQuery, openAlarmsQuery } from '../data/alarms.ts';
import { priorityOrder, selectAlarms } from '../format/alarms.ts';
import { type AlarmSearch, systemOrder } from '../format/search.ts';

const route = getRouteApi('/inside/alarms');

export function AlarmsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { data, error, refetch } = useAlarms(search);
  const alarms = data && selectAlarms(data, search);
  const isMissing = search.alarm !== undefined && data?.every(({ id }) => id !== search.alarm);
  return (
    <div className="page alarms-page">
      <div className="page-head">
        <h1>{t('alarms.title')}</h1>
        {alarms && (
          <p className="card-note" role="status">
            {t('alarms.count', { count: alarms.length })}
          </p>
        )}
      </div>
      <AlarmFilters />
      {error && !data && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {isMissing && <p className="note">{t('link.alarmMissing')}</p>}
      {alarms && alarms.length > 0 && <AlarmList alarms={alarms} meant={search.alarm} />}
      {alarms?.length === 0 && <NoAlarms />}
    </div>
  );
}

/** The open ones, or all; all as well where the address means one that is no longer open. */
function useAlarms({ state, alarm }: AlarmSearch) {
  const open = useQuery(openAlarmsQuery);
  const isPast = alarm !== undefined && open.data?.every(({ id }) => id !== alarm);
  const isAll = state === 'all' || isPast === true;
  const all = useQuery({ ...allAlarmsQuery, enabled: isAll });
  return isAll ? all : open;
}

function AlarmFilters() {
  const { t } = useTranslation();
  const { state = 'open', system, priority } = route.useSearch();
  const set = useSetFilter();
  const states = [
    { value: 'open', words: t('alarms.open') },
    { value: 'all', words: t('alarms.allPast') },
  ] as const;
  return (
    <div className="filters">
      <Choice
        legend={t('alarms.state')}
        options={states}
        value={state}
        onChoose={(chosen) => set({ state: chosen === 'all' ? 'all' : undefined })}
      />
      <div className="field">
        <label htmlFor="filter-system">{t('alarms.system')}</label>
        <select
          id="filter-system"
          className="input"
          value={system ?? ''}
          onChange={(event) => set({ system: (event.target.value || undefined) as System | undefined })}
        >
          <option value="">{t('alarms.anySystem')}</option>
          {systemOrder.map((value) => (
            <option key={value} value={value}>
              {t(`system.${value}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor="filter-priority">{t('alarms.priority')}</label>
        <select
          id="filter-priority"
          className="input"
          value={priority ?? ''}
          onChange={(event) =>
            set({ priority: (event.target.value || undefined) as AlarmPriority | undefined })
          }
        >
          <option value="">{t('alarms.anyPriority')}</option>
          {priorityOrder.map((value) => (
            <option key={value} value={value}>
              {t(`priority.${value}`)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function useSetFilter() {
  const navigate = useNavigate({ from: '/alarms' });
  return (change: ReturnType<typeof route.useSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
}

function NoAlarms() {
  const { t } = useTranslation();
  const { system, priority, state } = route.useSearch();
  const set = useSetFilter();
  if (!system && !priority && state !== 'all')
    return <Empty title={t('alarms.empty')} lead={t('alarms.emptyLead')} />;
  return (
    <Empty icon="search" title={t('alarms.emptyFilter')} lead={t('alarms.emptyFilterLead')}>
      <button
        type="button"
        className="button"
        onClick={() => set({ system: undefined, priority: undefined })}
      >
        {t('alarms.clearFilter')}
      </button>
    </Empty>
  );
}

/** A guess at a card's height; each is measured once it is drawn. */
const usualCardPx = 150;

function AlarmList({ alarms, meant }: { alarms: readonly Alarm[]; meant: string | undefined }) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const offset = useOffset(list);
  const isPrinting = usePrinting();
  const virtual = useWindowVirtualizer({
    count: alarms.length,
    estimateSize: () => usualCardPx,
    overscan: isPrinting ? alarms.length : 6,
    scrollMargin: offset,
    getItemKey: (row) => alarms[row]?.id ?? row,
  });
  const meantRow = alarms.findIndex(({ id }) => id === meant);
  // biome-ignore lint/correctness/useExhaustiveDependencies: brought into sight once, not at each change of the list
  useEffect(() => {
    if (meantRow >= 0) virtual.scrollToIndex(meantRow, { align: 'center' });
  }, [meant, meantRow >= 0]);
  return (
    <ul
      ref={list}
      className="card alarm-all"
      aria-label={t('alarms.list')}
      style={{ height: virtual.getTotalSize() }}
    >
      {virtual.getVirtualItems().map(({ key, index, start }) => {
        const alarm = alarms[index];
        return alarm ? (
          <li
            key={key}
            data-index={index}
            ref={virtual.measureElement}
            aria-posinset={index + 1}
            aria-setsize={alarms.length}
            style={{ transform: `translateY(${start - offset}px)` }}
          >
            <AlarmCard alarm={alarm} isFull isMeant={index === meantRow} />
          </li>
        ) : null;
      })}
    </ul>
  );
}

/** Where the list begins on the page. */
function useOffset(element: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const box = element.current?.getBoundingClientRect();
    if (box) setOffset(box.top + window.scrollY);
  }, [element]);
  return offset;
}
