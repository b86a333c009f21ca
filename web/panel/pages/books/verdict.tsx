// Whether the books balance, in one sentence; where they do not: what that means and what to do.
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useGatewayName } from '../../data/gateways.ts';
import { type GatewayBook, isBalanced } from '../../format/books.ts';
import { formatNumber } from '../../format/number.ts';
import { useLanguage } from '../../i18n/index.ts';

export function Verdict({ books }: { books: readonly GatewayBook[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const nameOf = useGatewayName();
  const sum = (of: (book: GatewayBook) => number) => books.reduce((all, book) => all + of(book), 0);
  const missing = sum(({ sums }) => sums.missing);
  const unequal = books.filter(({ totals }) => totals !== null && totals.difference !== 0);
  if (books.every(isBalanced)) {
    const words = {
      taken: formatNumber(
        sum(({ sums }) => sums.taken),
        0,
        language,
      ),
      waiting: formatNumber(
        sum(({ sums }) => sums.waiting),
        0,
        language,
      ),
    };
    return (
      <p className="books-verdict" data-balanced="true">
        <Icon name="calm" />
        <span>
          <strong>{t('books.balanced')}</strong> {t('books.balancedLead', words)}
        </span>
      </p>
    );
  }
  const names = unequal.map(({ gatewayId }) => nameOf(gatewayId)).join(t('listComma'));
  return (
    <div className="note note-error books-verdict" role="alert" data-balanced="false">
      <Icon name="warning" />
      <div>
        {missing > 0 && (
          <p>
            <strong>{t('books.missingTitle', { count: missing })}</strong> {t('books.missingLead')}
          </p>
        )}
        {unequal.length > 0 && (
          <p>
            <strong>{t('books.differenceTitle', { names })}</strong> {t('books.differenceLead')}
          </p>
        )}
      </div>
    </div>
  );
}
