// The controls of a wall: there while a person is, and whenever the keyboard is on one of them.
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import type { WallCycle } from './use-wall-cycle.ts';

interface WallControlsProps {
  /** Null where the wall has one board only. */
  readonly cycle: WallCycle | null;
  readonly isPaused: boolean;
  readonly onPause: (isPaused: boolean) => void;
  readonly onLeave: () => void;
}

export function WallControls({ cycle, isPaused, onPause, onLeave }: WallControlsProps) {
  const { t } = useTranslation();
  return (
    <div className="wall-controls" role="toolbar" aria-label={t('wall.controls')}>
      {cycle && (
        <>
          <button
            type="button"
            className="button button-icon"
            aria-label={t('wall.previous')}
            onClick={() => cycle.go(-1)}
          >
            <Icon name="arrow" />
          </button>
          <button
            type="button"
            className="button button-icon"
            aria-label={t(isPaused ? 'wall.resume' : 'wall.pause')}
            onClick={() => onPause(!isPaused)}
          >
            <Icon name={isPaused ? 'play' : 'pause'} />
          </button>
          <button
            type="button"
            className="button button-icon"
            aria-label={t('wall.next')}
            onClick={() => cycle.go(1)}
          >
            <Icon name="arrow" />
          </button>
        </>
      )}
      <button type="button" className="button" onClick={onLeave}>
        <Icon name="close" />
        {t('wall.leave')}
      </button>
    </div>
  );
}
