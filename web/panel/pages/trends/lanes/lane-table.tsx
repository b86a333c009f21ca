// All items of the lanes as a table, by time: what the drawing says, for those who read.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TableFrame } from '../../../components/table-frame.tsx';
import type { TimeSpan } from '../../../format/trend-lines.ts';
import type { Lane, LaneItem } from './lane.ts';
import { useItemTime } from './lane-card.tsx';

interface LaneTableProps {
  readonly lanes: readonly Lane[];
  readonly span: TimeSpan;
}

export function LaneTable({ lanes, span }: LaneTableProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="trend-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('trends.table')}</summary>
      {isOpen && (
        <TableFrame className="trend-rows" label={t('trends.lanes.title')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('trends.time')}</th>
                <th scope="col">{t('trends.lanes.kind')}</th>
                <th scope="col">{t('trends.lanes.what')}</th>
                <th scope="col">{t('trends.lanes.state')}</th>
              </tr>
            </thead>
            <tbody>
              {rowsOf(lanes, span).map(({ lane, item }) => (
                <ItemRow key={item.key} lane={lane} item={item} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </details>
  );
}

function rowsOf(lanes: readonly Lane[], { fromMs, toMs }: TimeSpan): { lane: Lane; item: LaneItem }[] {
  return lanes
    .flatMap((lane) => lane.items.map((item) => ({ lane, item })))
    .filter(({ item }) => item.toMs >= fromMs && item.fromMs <= toMs)
    .sort((a, b) => a.item.fromMs - b.item.fromMs);
}

function ItemRow({ lane, item }: { lane: Lane; item: LaneItem }) {
  const { t } = useTranslation();
  const time = useItemTime(item);
  return (
    <tr>
      <td className="nowrap">{time}</td>
      <td>{lane.title}</td>
      <td>{item.title}</td>
      <td>
        {item.facts
          .map(({ label, words }) => `${label}${t('trends.lanes.colon')}${words}`)
          .join(t('listComma'))}
      </td>
    </tr>
  );
}
