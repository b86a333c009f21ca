// What the columns of the books mean, for whoever opens them for the first time.
import { useTranslation } from 'react-i18next';

const terms = ['taken', 'acknowledged', 'stored', 'waiting', 'lost', 'refused', 'missing'] as const;

export function HowToRead() {
  const { t } = useTranslation();
  return (
    <details className="card how-to-read">
      <summary>{t('books.teach')}</summary>
      <dl>
        {terms.map((term) => (
          <div key={term}>
            <dt>{t(`books.${term}`)}</dt>
            <dd>{t(`books.meaning.${term}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
