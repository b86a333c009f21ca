// One help article: what is answered, first steps, keys.
import { useTranslation } from 'react-i18next';
import { useWords } from '../i18n/index.ts';
import type { HelpArticle, HelpKeys } from './article.ts';

export function ArticleView({ article }: { article: HelpArticle }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div className="help-article" data-help={article.id}>
      <p className="help-answers">{words(article.answers)}</p>
      <h3>{t('help.steps')}</h3>
      <ol className="help-steps">
        {article.steps.map((step) => (
          <li key={step.en}>{words(step)}</li>
        ))}
      </ol>
      {article.keys && (
        <>
          <h3>{t('help.keys')}</h3>
          <Keys keys={article.keys} />
        </>
      )}
    </div>
  );
}

function Keys({ keys }: { keys: readonly HelpKeys[] }) {
  const words = useWords();
  return (
    <dl className="help-keys">
      {keys.map(({ press, does }) => (
        <div key={does.en}>
          <dt>
            {press.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{words(does)}</dd>
        </div>
      ))}
    </dl>
  );
}
