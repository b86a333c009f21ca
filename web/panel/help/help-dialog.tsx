// Help for the page that is open, in a sheet beside it.
import './help.css';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { useWords } from '../i18n/index.ts';
import { ArticleView } from './article-view.tsx';
import { articleOfPath } from './articles.ts';

export function HelpDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const article = articleOfPath(path);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} className="help-dialog" aria-labelledby="help-dialog-title" onClose={onClose}>
      <div className="help-dialog-head">
        <h2 id="help-dialog-title">{words(article.title)}</h2>
        <button type="button" className="tool" onClick={close} aria-label={t('help.close')}>
          <Icon name="close" />
        </button>
      </div>
      <ArticleView article={article} />
      <Link to="/help" className="text-link" onClick={close}>
        <Icon name="help" />
        {t('help.all')}
      </Link>
    </dialog>
  );
}
