// The search box: words above, what they find below, chosen with the arrow keys, a click or a tap.
import '../pages/space/controls.css';
import './search.css';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { useIdentity } from '../data/session.ts';
import { NothingFound, NoWordsYet } from './empty-box.tsx';
import type { Found } from './found.ts';
import { OrderPane } from './order-pane.tsx';
import { rememberThing } from './recent.ts';
import { optionId, Results } from './results.tsx';
import { type Search, useSearch } from './use-search.ts';

interface SearchDialogProps {
  readonly words: string;
  readonly onClose: () => void;
}

export function SearchDialog({ words: firstWords, onClose }: SearchDialogProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [ordered, setOrdered] = useState<Found | null>(null);
  const [words, setWords] = useState(firstWords);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  const choose = useChoose(close, setOrdered);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press beside the sheet closes it, as Escape does
    <dialog
      ref={dialog}
      className="search-dialog"
      aria-label={t('search.title')}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      {ordered?.item?.order ? (
        <OrderPane
          item={ordered.item}
          order={ordered.item.order}
          onBack={() => setOrdered(null)}
          onClose={close}
        />
      ) : (
        <SearchPane words={words} onWords={setWords} onChoose={choose} onClose={close} />
      )}
    </dialog>
  );
}

/** Goes where the thing is and remembers it; a command is shown first, to be confirmed. */
function useChoose(close: () => void, onOrder: (found: Found) => void): (found: Found) => void {
  const navigate = useNavigate();
  const { account } = useIdentity();
  return (found) => {
    if (found.item?.order) {
      onOrder(found);
      return;
    }
    const phone = found.item?.phone;
    const href = found.href;
    if (href !== null) {
      rememberThing(account, { kind: found.kind, href, name: found.name, where: found.where });
      close();
      void navigate({ href });
    } else if (phone) window.location.href = `tel:${phone}`;
  };
}

interface SearchPaneProps {
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly onChoose: (found: Found) => void;
  readonly onClose: () => void;
}

function SearchPane({ words, onWords, onChoose, onClose }: SearchPaneProps) {
  const { t } = useTranslation();
  const listId = useId();
  const search = useSearch(words);
  const all = search.groups.flatMap(({ found }) => found);
  const [active, setActive] = useActive(words);
  const row = Math.min(active, all.length - 1);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const next = nextRow(event, row, all.length);
    if (next !== null) setActive(next);
    else if (event.key !== 'Enter' || event.nativeEvent.isComposing || !all[row]) return;
    else onChoose(all[row]);
    event.preventDefault();
  };
  return (
    <>
      <div className="search-head">
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the box is opened to type in it
          autoFocus
          className="search-input"
          type="text"
          role="combobox"
          aria-label={t('search.label')}
          aria-expanded={all.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={all.length > 0 ? optionId(listId, row) : undefined}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={100}
          placeholder={t('search.hint')}
          value={words}
          onChange={(event) => onWords(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className={`spinner${search.isAsking && words !== '' ? ' is-busy' : ''}`} aria-hidden="true" />
        <button type="button" className="tool" onClick={onClose} aria-label={t('search.close')}>
          <Icon name="close" />
        </button>
      </div>
      <SearchBody
        words={words}
        search={search}
        listId={listId}
        row={row}
        onChoose={onChoose}
        onWords={onWords}
      />
      <SearchKeys />
    </>
  );
}

interface SearchBodyProps extends Omit<SearchPaneProps, 'onClose'> {
  readonly search: Search;
  readonly listId: string;
  readonly row: number;
}

function SearchBody({ words, search, listId, row, onChoose, onWords }: SearchBodyProps) {
  const { t } = useTranslation();
  const { groups, isAsking, error, hasPinyin } = search;
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  const isEmpty = words.trim() === '';
  const said = isEmpty || isAsking ? '' : t('search.count', { count: total });
  return (
    <div className="search-body">
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {groups.length > 0 && !isEmpty && (
        <Results id={listId} words={words} groups={groups} row={row} onChoose={onChoose} />
      )}
      {isEmpty && <NoWordsYet onChoose={onChoose} onWords={onWords} />}
      {!isEmpty && groups.length === 0 && !isAsking && (
        <NothingFound words={words} error={error} hasPinyin={hasPinyin} />
      )}
    </div>
  );
}

/** The chosen row; other words begin at the first again. */
function useActive(words: string): [number, (row: number) => void] {
  const [state, setState] = useState({ words, row: 0 });
  return [state.words === words ? state.row : 0, (row) => setState({ words, row })];
}

function nextRow({ key, nativeEvent }: KeyboardEvent, row: number, count: number): number | null {
  if (count === 0 || nativeEvent.isComposing) return null;
  switch (key) {
    case 'ArrowDown':
      return (row + 1) % count;
    case 'ArrowUp':
      return (row + count - 1) % count;
    case 'PageDown':
      return Math.min(count - 1, row + 5);
    case 'PageUp':
      return Math.max(0, row - 5);
    default:
      return null;
  }
}

function SearchKeys() {
  const { t } = useTranslation();
  return (
    <p className="search-keys" aria-hidden="true">
      <kbd>↑</kbd>
      <kbd>↓</kbd> {t('search.keys.move')}
      <kbd>↵</kbd> {t('search.keys.open')}
      <kbd>Esc</kbd> {t('search.keys.close')}
    </p>
  );
}
