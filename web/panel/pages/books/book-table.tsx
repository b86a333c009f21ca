// The books as a table: gateways with their sums, and under each its days.
import type { BookRow } from '@campus/campus-model';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { TableFrame } from '../../components/table-frame.tsx';
import { useMarked } from '../../components/use-marked.ts';
import { useGatewayName } from '../../data/gateways.ts';
import { type BookSums, type GatewayBook, isBalanced, lossesOf, sumsOf } from '../../format/books.ts';
import { formatNumber } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { useLanguage } from '../../i18n/index.ts';

const route = getRouteApi('/inside/books');

const columns = ['taken', 'acknowledged', 'stored', 'waiting', 'lost', 'refused', 'missing'] as const;

/** Beyond, the days are folded at first: the sums alone fill a screen. On phones they always do. */
const mostOpenRows = 60;
const wideScreen = '(min-width: 640px)';

export function BookTable({ books }: { books: readonly GatewayBook[] }) {
  const { t } = useTranslation();
  const rows = books.reduce((sum, { days }) => sum + days.length, 0);
  const isShort = rows <= mostOpenRows && window.matchMedia(wideScreen).matches;
  return (
    <TableFrame label={t('books.title')}>
      <table className="table list-table book-table">
        <thead>
          <tr>
            <th scope="col">{t('books.day')}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="number">
                {t(`books.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        {books.map((book) => (
          <Book key={book.gatewayId} book={book} isOpenAtFirst={isShort || !isBalanced(book)} />
        ))}
      </table>
    </TableFrame>
  );
}

function Book({ book, isOpenAtFirst }: { book: GatewayBook; isOpenAtFirst: boolean }) {
  const nameOf = useGatewayName();
  const { gateway, day: meantDay } = route.useSearch();
  const isMeant = gateway === book.gatewayId;
  const rows = useMarked<HTMLTableSectionElement>(isMeant);
  const [isOpen, setOpen] = useState(isOpenAtFirst || isMeant);
  return (
    <tbody
      ref={rows}
      className={isMeant && meantDay === undefined ? 'is-meant' : undefined}
      data-gateway={book.gatewayId}
      data-balanced={isBalanced(book)}
    >
      <tr className="book-head">
        <th scope="rowgroup">
          <button type="button" className="book-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Icon name="down" />
            <span>{nameOf(book.gatewayId)}</span>
          </button>
          <Totals book={book} />
        </th>
        <Figures sums={book.sums} days={book.days} />
      </tr>
      {isOpen &&
        book.days.map((day) => <Day key={day.day} day={day} isMeant={isMeant && day.day === meantDay} />)}
    </tbody>
  );
}

/** The hub's own double entry, over all days. */
function Totals({ book: { totals } }: { book: GatewayBook }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (!totals) return null;
  const rows = formatNumber(totals.rows, 0, language);
  const difference = formatNumber(totals.difference, 0, language);
  return (
    <span className={`card-note book-totals${totals.difference === 0 ? '' : ' is-loud'}`}>
      {t('books.totals', { rows, difference })}
    </span>
  );
}

function Day({ day, isMeant }: { day: BookRow; isMeant: boolean }) {
  const { language } = useLanguage();
  return (
    <tr data-day={day.day} className={isMeant ? 'is-meant' : undefined}>
      <th scope="row" className="nowrap">
        <time dateTime={day.day}>{formatDay(day.day, language)}</time>
      </th>
      <Figures sums={sumsOf([day])} days={[day]} />
    </tr>
  );
}

function Figures({ sums, days }: { sums: BookSums; days: readonly BookRow[] }) {
  return columns.map((column) => (
    <Figure key={column} column={column} value={sums[column]}>
      {column === 'lost' && <Reasons days={days} />}
    </Figure>
  ));
}

interface FigureProps {
  readonly column: (typeof columns)[number];
  readonly value: number;
  readonly children: ReactNode;
}

/** Nothing lost, refused or missing is quiet; anything missing is loud. */
function Figure({ column, value, children }: FigureProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const isQuiet = value === 0;
  const isLoud = column === 'missing' && value > 0;
  const state = isLoud ? ' is-loud' : isQuiet ? ' is-quiet' : '';
  return (
    <td className={`number${state}`} data-column={column} data-name={t(`books.${column}`)}>
      <span className="book-figure">
        {isLoud && <Icon name="warning" />}
        {formatNumber(value, 0, language)}
        {children}
      </span>
    </td>
  );
}

function Reasons({ days }: { days: readonly BookRow[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const losses = lossesOf(days);
  return losses.map(({ why, samples }) => (
    <small key={why}>
      {t(`books.why.${why}`)}
      {losses.length > 1 && ` ${formatNumber(samples, 0, language)}`}
    </small>
  ));
}
