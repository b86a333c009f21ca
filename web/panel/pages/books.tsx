// The data books: what each gateway took day by day and what became of it; and the storage that it went into.
import './lists.css';
import './books.css';
import { type BooksView, dayOf } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Choice } from '../components/choice.tsx';
import { Icon } from '../components/icon.tsx';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { booksFile, booksQuery } from '../data/books.ts';
import { useCampus } from '../data/campus.ts';
import { gatewayBooks } from '../format/books.ts';
import { type BookSpan, bookSpans } from '../format/search.ts';
import { useLanguage } from '../i18n/index.ts';
import { hubNow, useClock } from '../live/clock.ts';
import { BookTable } from './books/book-table.tsx';
import { GapList } from './books/gap-list.tsx';
import { HowToRead } from './books/how-to-read.tsx';
import { StorageCard } from './books/storage-card.tsx';
import { Verdict } from './books/verdict.tsx';

const route = getRouteApi('/inside/books');
const spanNames = Object.keys(bookSpans) as BookSpan[];

export function BooksPage() {
  const { t } = useTranslation();
  const { span = '7d' } = route.useSearch();
  const navigate = useNavigate({ from: '/books' });
  const { timeZone } = useCampus().site;
  const today = useClock(() => dayOf(hubNow(), timeZone));
  const { data, error, refetch } = useQuery(booksQuery(today, bookSpans[span]));
  return (
    <div className="page books-page">
      <div className="page-head">
        <div>
          <h1>{t('books.title')}</h1>
          <p className="page-lead">{t('books.lead')}</p>
        </div>
        <Choice
          legend={t('books.span')}
          isLegendHidden
          options={spanNames.map((value) => ({ value, words: t(`books.${value}`) }))}
          value={span}
          onChoose={(value) => void navigate({ search: { span: value }, replace: true, resetScroll: false })}
        />
      </div>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Books view={data} file={{ today, days: bookSpans[span] }} />}
      <StorageCard />
      <HowToRead />
    </div>
  );
}

interface BooksProps {
  readonly view: BooksView;
  readonly file: { readonly today: string; readonly days: number };
}

function Books({ view, file }: BooksProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const books = gatewayBooks(view);
  if (books.length === 0) return <Empty icon="books" title={t('books.empty')} lead={t('books.emptyLead')} />;
  return (
    <>
      <Verdict books={books} />
      <section className="card" aria-label={t('books.title')}>
        <BookTable books={books} />
        <a className="button file-link" href={booksFile(file.today, file.days, language)} download>
          <Icon name="download" />
          {t('books.file')}
        </a>
      </section>
      {view.gaps.length > 0 && <GapList gaps={view.gaps} />}
    </>
  );
}
