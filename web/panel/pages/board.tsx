// A board: looked at, changed, or on a wall. What only some need loads when it is asked for.
import './board.css';
import type { BoardView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadingPage } from '../app/fallback-pages.tsx';
import { BoardGrid } from '../board/board-grid.tsx';
import { Icon } from '../components/icon.tsx';
import { Empty, ErrorNote } from '../components/notes.tsx';
import { boardQuery, contentOf, useBoardWords, useCreateBoard } from '../data/boards.ts';
import { ApiError } from '../data/http.ts';
import { useLangOf } from '../i18n/index.ts';
import { Changed, SharedWords } from './boards/board-words.tsx';

const BoardEditor = lazy(() => import('../board/edit/board-editor.tsx'));
const Wall = lazy(() => import('../board/wall/wall.tsx'));
const WallSetUp = lazy(() => import('../board/wall/wall-set-up.tsx'));

const route = getRouteApi('/inside/boards/$boardId');

export function BoardPage() {
  const { boardId } = route.useParams();
  const { wall, edit } = route.useSearch();
  const { data: board, error } = useQuery(boardQuery(boardId));
  if (wall) {
    return (
      <Suspense fallback={null}>
        <Wall boardId={boardId} />
      </Suspense>
    );
  }
  if (isGone(error)) return <GonePage />;
  if (!board) return <LoadingPage />;
  if (edit && board.mayChange) {
    return (
      <Suspense fallback={<LoadingPage />}>
        <BoardEditor key={board.id} board={board} />
      </Suspense>
    );
  }
  return <BoardLooked board={board} />;
}

/** Deleted, or no longer shared, while it was open. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'not-found' || error.code === 'forbidden');
}

function GonePage() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <h1 className="visually-hidden">{t('boards.title')}</h1>
      <Empty icon="boards" title={t('wall.gone')}>
        <Link to="/boards" className="button">
          {t('board.back')}
        </Link>
      </Empty>
    </div>
  );
}

function BoardLooked({ board }: { board: BoardView }) {
  const { t } = useTranslation();
  const words = useBoardWords();
  const langOf = useLangOf();
  const name = words(board.name);
  return (
    <div className="page board-page">
      <div className="page-head">
        <h1 lang={langOf(name)}>{name}</h1>
        <BoardActs board={board} name={name} />
        <p className="card-note board-facts">
          <span>
            <SharedWords sharedWith={board.sharedWith} />
          </span>
          <span>
            <Changed board={board} />
          </span>
        </p>
      </div>
      {board.tiles.length === 0 ? (
        <Empty
          icon="boards"
          title={t('board.empty')}
          lead={board.mayChange ? undefined : t('board.emptyView')}
        />
      ) : (
        <BoardGrid tiles={board.tiles} label={name} />
      )}
    </div>
  );
}

function BoardActs({ board, name }: { board: BoardView; name: string }) {
  const { t } = useTranslation();
  const [isSettingUp, setSettingUp] = useState(false);
  const navigate = useNavigate();
  const create = useCreateBoard();
  const copy = () => {
    const { zh, en } = board.name;
    const copyName = {
      zh: zh && t('board.copyName', { lng: 'zh', name: zh }),
      en: en && t('board.copyName', { lng: 'en', name: en }),
    };
    const content = { ...contentOf(board), name: copyName, sharedWith: [] };
    create.mutate(content, {
      onSuccess: ({ id }) =>
        void navigate({ to: '/boards/$boardId', params: { boardId: id }, search: { edit: true } }),
    });
  };
  return (
    <div className="board-acts">
      <button type="button" className="button" onClick={() => setSettingUp(true)}>
        <Icon name="wall" />
        {t('board.wall')}
      </button>
      <button type="button" className="button" disabled={create.isPending} onClick={copy}>
        <Icon name="copy" />
        {t('board.copy')}
      </button>
      {board.mayChange && (
        <Link
          to="/boards/$boardId"
          params={{ boardId: board.id }}
          search={{ edit: true }}
          className="button"
          data-act="edit"
        >
          <Icon name="edit" />
          {t('board.edit')}
          <span className="visually-hidden">{name}</span>
        </Link>
      )}
      {create.error && <ErrorNote error={create.error} />}
      {isSettingUp && (
        <Suspense fallback={null}>
          <WallSetUp boardId={board.id} onClose={() => setSettingUp(false)} />
        </Suspense>
      )}
    </div>
  );
}
