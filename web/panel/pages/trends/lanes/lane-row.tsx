// One lane: its name in the gutter, its items on the axis. One stop of the Tab key; arrows go from item to item.
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { PriorityMark } from '../../../components/priority-mark.tsx';
import { useCampus } from '../../../data/campus.ts';
import { formatMoment } from '../../../format/time.ts';
import type { TimeSpan } from '../../../format/trend-lines.ts';
import { useLanguage } from '../../../i18n/index.ts';
import type { Lane, LaneItem } from './lane.ts';
import { useItemTime } from './lane-card.tsx';
import type { OpenItem } from './lanes.tsx';
import { isPressed, type PlacedItem, placeItems } from './place-items.ts';

interface LaneRowProps {
  readonly lane: Lane;
  readonly span: TimeSpan;
  readonly gutterPx: number;
  readonly widthPx: number;
  readonly onOpen: (open: OpenItem) => void;
}

/** Wide enough for a mark and a finger. */
const leastPx = { pressed: 30, seen: 3 };
const rowPx = 34;

export function LaneRow({ lane, span, gutterPx, widthPx, onOpen }: LaneRowProps) {
  const { t } = useTranslation();
  const placed = placeItems(lane.items, span, widthPx, leastPx);
  const presses = placed.filter(({ item }) => isPressed(item));
  const [stop, setStop] = useState<string | null>(null);
  const stopKey = presses.some(({ item }) => item.key === stop) ? stop : presses.at(-1)?.item.key;
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 1);
  return (
    <div className="lane" data-lane={lane.key} style={{ minHeight: rows * rowPx }}>
      <span className="lane-title" style={{ width: gutterPx }} id={`lane-${lane.key}`}>
        <Icon name={lane.icon} />
        <span>{lane.title}</span>
      </span>
      <ul
        className="lane-items"
        aria-labelledby={`lane-${lane.key}`}
        title={presses.length > 1 ? t('trends.lanes.keys') : undefined}
        style={{ left: gutterPx, width: widthPx }}
        onKeyDown={goAlong}
      >
        {placed.map((each) => (
          <li key={each.item.key} style={{ left: each.leftPx, width: each.widthPx, top: each.row * rowPx }}>
            {isPressed(each.item) ? (
              <LaneButton
                placed={each}
                isStop={each.item.key === stopKey}
                onFocus={() => setStop(each.item.key)}
                onOpen={onOpen}
              />
            ) : (
              <LaneMark placed={each} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Arrow keys go along a lane. */
function goAlong(event: KeyboardEvent<HTMLUListElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const targets: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: buttons.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined || at < 0) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, target))]?.focus();
}

interface LaneButtonProps {
  readonly placed: PlacedItem;
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly onOpen: (open: OpenItem) => void;
}

function LaneButton({ placed: { item, widthPx }, isStop, onFocus, onOpen }: LaneButtonProps) {
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const time = formatMoment(item.fromMs, language, timeZone);
  return (
    <button
      type="button"
      className={`lane-item ${classOf(item)}`}
      tabIndex={isStop ? 0 : -1}
      aria-label={[item.title, time, ...item.facts.map(({ words }) => words)].join(', ')}
      data-item={item.look.kind}
      onFocus={onFocus}
      onClick={(event) => onOpen({ item, opener: event.currentTarget })}
    >
      <ItemMark item={item} widthPx={widthPx} />
    </button>
  );
}

/** A stay is only looked at: its hours and its room are in the table, and short ones are too narrow for a finger. */
function LaneMark({ placed: { item, widthPx } }: { placed: PlacedItem }) {
  const time = useItemTime(item);
  return (
    <span className={`lane-item ${classOf(item)}`} title={`${item.title}, ${time}`}>
      <ItemMark item={item} widthPx={widthPx} />
    </span>
  );
}

function classOf({ look, isOpen }: LaneItem): string {
  const open = isOpen ? ' is-open' : '';
  return look.kind === 'alarm' ? `lane-${look.priority}${open}` : `lane-${look.kind}`;
}

const commandIcons: Record<string, IconName> = {
  confirmed: 'check',
  requested: 'clock',
  accepted: 'clock',
  written: 'clock',
  held: 'pause',
};
const wordsPx = 76;

function ItemMark({ item: { look, title }, widthPx }: { item: LaneItem; widthPx: number }) {
  switch (look.kind) {
    case 'alarm':
      return (
        <>
          <PriorityMark priority={look.priority} isQuiet={!look.isActive} />
          {widthPx > wordsPx && <span className="lane-words">{title}</span>}
        </>
      );
    case 'command':
      return <Icon name={commandIcons[look.state] ?? 'warning'} />;
    case 'stay':
      return widthPx > wordsPx ? <span className="lane-words">{look.words}</span> : null;
  }
}
