// A wall: boards in turn, full screen, without navigation. It stops while someone is at it, and what is critical steps in.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showAsWall } from '../../app/theme.ts';
import { Icon } from '../../components/icon.tsx';
import { useOpenAlarms } from '../../data/alarms.ts';
import { boardQuery, useBoardWords } from '../../data/boards.ts';
import { queryClient } from '../../data/query-client.ts';
import { formatSpan } from '../../format/time.ts';
import { useLangOf, useLanguage } from '../../i18n/index.ts';
import { useClock } from '../../live/clock.ts';
import { useConnection } from '../../live/use-live.ts';
import { BoardGrid } from '../board-grid.tsx';
import { usualPeriod } from '../search.ts';
import { TileNote } from '../tile-note.tsx';
import { CriticalWall } from './critical-wall.tsx';
import { usePresence } from './use-presence.ts';
import { useWakeLock } from './use-wake-lock.ts';
import { useWallCycle, type WallCycle } from './use-wall-cycle.ts';
import { WallControls } from './wall-controls.tsx';
import './wall.css';

const route = getRouteApi('/inside/boards/$boardId');

export default function Wall({ boardId }: { boardId: string }) {
  const { t } = useTranslation();
  const { with: others = [], every = usualPeriod } = route.useSearch();
  const boards = [boardId, ...others.filter((id) => id !== boardId)];
  const critical = useOpenAlarms().filter(
    ({ priority, state }) => priority === 'critical' && state === 'unacknowledged',
  );
  const [isPaused, setPaused] = useState(false);
  const isThere = usePresence();
  const [first] = critical;
  const isHeld = isPaused || isThere || first !== undefined;
  const cycle = useWallCycle(boards.length, every * 1000, isHeld);
  const leave = useLeave(boardId);
  useSurface();
  useWakeLock();
  useWallKeys(cycle, () => setPaused((paused) => !paused), leave);
  useReadied(boards[(cycle.index + 1) % boards.length]);
  const shown = boards[cycle.index] ?? boardId;
  return (
    <div className={`wall-screen${isThere ? ' has-person' : ''}`} data-wall={shown} data-held={isHeld}>
      {first ? (
        <CriticalWall key={first.id} alarm={first} more={critical.length - 1} />
      ) : (
        <ShownBoard key={shown} boardId={shown} at={cycle.index + 1} all={boards.length} />
      )}
      <LostNote />
      {boards.length > 1 && !first && <Progress key={cycle.turn} every={every} isHeld={isHeld} />}
      <WallControls
        cycle={boards.length > 1 ? cycle : null}
        isPaused={isPaused}
        onPause={setPaused}
        onLeave={leave}
      />
      <p className="visually-hidden" role="status">
        {isPaused ? t('wall.paused') : ''}
      </p>
    </div>
  );
}

function useSurface(): void {
  useEffect(() => {
    showAsWall(true);
    return () => showAsWall(false);
  }, []);
}

/** Back to the board; the screen is given back as well, and leaving the full screen leaves the wall. */
function useLeave(boardId: string): () => void {
  const navigate = useNavigate();
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => null);
    void navigate({ to: '/boards/$boardId', params: { boardId }, search: {} });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the way back stays the same
  useEffect(() => {
    const onChange = () => {
      if (!document.fullscreenElement) leave();
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, [boardId]);
  return leave;
}

function useWallKeys(cycle: WallCycle, togglePause: () => void, leave: () => void): void {
  const acts = useRef({ cycle, togglePause, leave });
  useEffect(() => {
    acts.current = { cycle, togglePause, leave };
  });
  // One listener for good: one that is put in anew at each drawing would miss the key that caused it.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isOnControl = event.target instanceof Element && event.target.closest('button, a');
      if (event.key === 'ArrowRight') acts.current.cycle.go(1);
      if (event.key === 'ArrowLeft') acts.current.cycle.go(-1);
      if (event.key === ' ' && !isOnControl) acts.current.togglePause();
      if (event.key === 'Escape') acts.current.leave();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** The next board is fetched while this one is shown. */
function useReadied(boardId: string | undefined): void {
  useEffect(() => {
    if (boardId !== undefined) void queryClient.prefetchQuery(boardQuery(boardId));
  }, [boardId]);
}

function ShownBoard({ boardId, at, all }: { boardId: string; at: number; all: number }) {
  const { t } = useTranslation();
  const words = useBoardWords();
  const langOf = useLangOf();
  const { data: board, error } = useQuery(boardQuery(boardId));
  if (!board) return error ? <TileNote icon="boards" words={t('wall.gone')} /> : null;
  const name = words(board.name);
  return (
    <>
      <div className="wall-head">
        <h1 lang={langOf(name)}>{name}</h1>
        {all > 1 && <span>{t('wall.position', { at, all })}</span>}
      </div>
      <BoardGrid tiles={board.tiles} label={name} />
    </>
  );
}

function Progress({ every, isHeld }: { every: number; isHeld: boolean }) {
  const style = { '--every': `${every}s`, '--play': isHeld ? 'paused' : 'running' } as CSSProperties;
  return <div className="wall-progress" style={style} aria-hidden="true" />;
}

/** What is shown has grown old: said as long as it is so. */
function LostNote() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { state, since } = useConnection();
  const age = useClock(() => formatSpan(Date.now() - since, language));
  return (
    <div role="status" className="wall-lost" data-connection={state}>
      {state === 'lost' && (
        <p>
          <Icon name="lost" />
          {t('wall.lost', { age })}
        </p>
      )}
    </div>
  );
}
