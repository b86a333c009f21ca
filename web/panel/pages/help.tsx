// All of help, and one article of it.
import '../help/help.css';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../components/notes.tsx';
import { ArticleView } from '../help/article-view.tsx';
import { helpArticle, helpArticles } from '../help/articles.ts';
import { useWords } from '../i18n/index.ts';

const route = getRouteApi('/inside/help/$articleId');

export function HelpPage() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('help.title')}</h1>
        <p className="page-lead">{t('help.lead')}</p>
      </div>
      <ArticleList />
    </div>
  );
}

export function HelpArticlePage() {
  const { t } = useTranslation();
  const words = useWords();
  const article = helpArticle(route.useParams().articleId);
  return (
    <div className="page">
      <h1>{article ? words(article.title) : t('help.title')}</h1>
      {article ? (
        <div className="card">
          <ArticleView article={article} />
        </div>
      ) : (
        <>
          <Empty icon="search" title={t('help.missing')} lead={t('help.missingLead')} />
          <ArticleList />
        </>
      )}
      {article && (
        <Link to="/help" className="text-link">
          {t('help.all')}
        </Link>
      )}
    </div>
  );
}

function ArticleList() {
  const words = useWords();
  return (
    <ul className="help-list">
      {helpArticles.map(({ id, title, answers }) => (
        <li key={id}>
          <Link to="/help/$articleId" params={{ articleId: id }} data-article={id}>
            <strong>{words(title)}</strong>
            <span>{words(answers)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
