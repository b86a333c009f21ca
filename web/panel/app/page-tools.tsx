// The search box and the help of the page: their buttons in the header, their keys, and what they open, loaded when first
// asked for.
import { useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { closeSearch, openSearch, useSearchBox } from './open-search.ts';
import { usePageKeys } from './page-keys.ts';

const SearchDialog = lazy(async () => {
  const { SearchDialog: component } = await import('../search/search-dialog.tsx');
  return { default: component };
});

const HelpDialog = lazy(async () => {
  const { HelpDialog: component } = await import('../help/help-dialog.tsx');
  return { default: component };
});

export function PageTools() {
  const { t } = useTranslation();
  const box = useSearchBox();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const onSearch = useCallback(() => openSearch(), []);
  const onHelp = useCallback(() => setHelpOpen(true), []);
  usePageKeys({ onSearch, onHelp });
  return (
    <>
      <button type="button" className="tool search-tool" aria-keyshortcuts="Control+K" onClick={onSearch}>
        <Icon name="search" />
        <span className="search-tool-words">{t('search.open')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <button type="button" className="tool help-tool" aria-keyshortcuts="?" onClick={onHelp}>
        <Icon name="help" />
        <span className="visually-hidden">{t('help.open')}</span>
      </button>
      <Suspense fallback={null}>
        {box.isOpen && <SearchDialog words={box.words} onClose={closeSearch} />}
        {isHelpOpen && <HelpDialog path={path} onClose={() => setHelpOpen(false)} />}
      </Suspense>
    </>
  );
}
