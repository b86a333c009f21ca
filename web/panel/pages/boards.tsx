// All boards that the person may see, those that can be brought back, and making a new one.
import './boards.css';
import type { BoardSummary } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Thumbnail } from '../board/thumbnail.tsx';
import { Icon } from '../components/icon.tsx';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { boardsQuery, deletedBoardsQuery, useBoardWords, useRestoreBoard } from '../data/boards.ts';
import { useIdentity } from '../data/session.ts';
import { useLangOf } from '../i18n/index.ts';
import { Changed, SharedWords } from './boards/board-words.tsx';
import { NewBoard } from './boards/new-board.tsx';

const route = getRouteApi('/inside/boards');

export function BoardsPage() {
  const { t } = useTranslation();
  const { data: boards, error, refetch } = useQuery(boardsQuery);
  const [isMaking, setMaking] = useState(false);
  const create = (
    <button type="button" className="button button-main" onClick={() => setMaking(true)}>
      <Icon name="plus" />
      {t('boards.create')}
    </button>
  );
  return (
    <div className="page boards-page">
      <div className="page-head">
        <h1>{t('boards.title')}</h1>
        {create}
        <p className="page-lead">{t('boards.lead')}</p>
      </div>
      <DeletedNote />
      {error && !boards && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!boards && !error && <Loading />}
      {boards?.length === 0 && (
        <Empty icon="boards" title={t('boards.empty')} lead={t('boards.emptyLead')}>
          {create}
        </Empty>
      )}
      {boards && <BoardSections boards={boards} />}
      <DeletedBoards />
      {isMaking && <NewBoard onClose={() => setMaking(false)} />}
    </div>
  );
}

function BoardSections({ boards }: { boards: readonly BoardSummary[] }) {
  const { t } = useTranslation();
  const { account, role } = useIdentity();
  const isShared = ({ sharedWith }: BoardSummary): boolean =>
    role === 'administrator' ? sharedWith.length > 0 : sharedWith.some((each) => each === role);
  const mine = boards.filter(({ owner }) => owner === account);
  const shared = boards.filter((board) => board.owner !== account && isShared(board));
  const others = boards.filter((board) => board.owner !== account && !isShared(board));
  return (
    <>
      <BoardSection title={t('boards.mine')} boards={mine} />
      <BoardSection title={t('boards.shared')} boards={shared} />
      <BoardSection title={t('boards.others')} boards={others} />
    </>
  );
}

function BoardSection({ title, boards }: { title: string; boards: readonly BoardSummary[] }) {
  if (boards.length === 0) return null;
  return (
    <section className="boards-section" aria-label={title}>
      <h2>{title}</h2>
      <ul className="board-cards">
        {boards.map((board) => (
          <li key={board.id}>
            <BoardCard board={board} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function BoardCard({ board }: { board: BoardSummary }) {
  const { t } = useTranslation();
  const words = useBoardWords();
  const langOf = useLangOf();
  const name = words(board.name);
  return (
    <Link to="/boards/$boardId" params={{ boardId: board.id }} className="board-card" data-board={board.id}>
      <Thumbnail tiles={board.tiles} />
      <strong className="board-card-name" lang={langOf(name)}>
        {name}
      </strong>
      <span className="card-note">
        {t('boards.tiles', { count: board.tiles.length })} · <Changed board={board} />
      </span>
      <span className="card-note">
        <SharedWords sharedWith={board.sharedWith} />
      </span>
    </Link>
  );
}

/** The board that was deleted just now, with the way back. */
function DeletedNote() {
  const { t } = useTranslation();
  const words = useBoardWords();
  const { deleted } = route.useSearch();
  const { data } = useQuery(deletedBoardsQuery);
  const navigate = useNavigate();
  const restore = useRestoreBoard();
  const board = data?.find(({ id }) => id === deleted);
  if (!board) return null;
  return (
    <div className="note boards-deleted" role="status">
      <Icon name="trash" />
      <p>{t('boards.wasDeleted', { name: words(board.name) })}</p>
      <button
        type="button"
        className="button"
        disabled={restore.isPending}
        onClick={() =>
          restore.mutate(board.id, {
            onSuccess: () => void navigate({ to: '/boards/$boardId', params: { boardId: board.id } }),
          })
        }
      >
        <Icon name="undo" />
        {t('boards.undo')}
      </button>
      {restore.error && <ErrorNote error={restore.error} />}
    </div>
  );
}

function DeletedBoards() {
  const { t } = useTranslation();
  const words = useBoardWords();
  const langOf = useLangOf();
  const { data } = useQuery(deletedBoardsQuery);
  const restore = useRestoreBoard();
  if (!data || data.length === 0) return null;
  return (
    <details className="boards-trash">
      <summary>
        {t('boards.deleted')} <span className="card-note">{data.length}</span>
      </summary>
      <p className="card-note">{t('boards.deletedLead')}</p>
      <ul>
        {data.map((board) => {
          const name = words(board.name);
          return (
            <li key={board.id} data-deleted-board={board.id}>
              <span lang={langOf(name)}>{name}</span>
              <button
                type="button"
                className="button"
                aria-label={t('boards.restoreOf', { name })}
                disabled={restore.isPending}
                onClick={() => restore.mutate(board.id)}
              >
                {t('boards.restore')}
              </button>
            </li>
          );
        })}
      </ul>
      {restore.error && <ErrorNote error={restore.error} />}
    </details>
  );
}
