// Before a wall begins: which boards take turns, and how long each stays. Starting it fills the screen.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Check } from '../../components/check.tsx';
import { Icon } from '../../components/icon.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { boardsQuery, useBoardWords } from '../../data/boards.ts';
import { mostWallBoards, usualPeriod, type WallPeriod, wallPeriods } from '../search.ts';
import { periodWords } from './period-words.ts';

export default function WallSetUp({ boardId, onClose }: { boardId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useBoardWords();
  const { data: boards = [] } = useQuery(boardsQuery);
  const [others, setOthers] = useState<readonly string[]>([]);
  const [every, setEvery] = useState<WallPeriod>(usualPeriod);
  const navigate = useNavigate();
  const periodId = useId();
  const isFull = others.length + 1 >= mostWallBoards;
  const start = () => {
    // Only a person's press may fill the screen; a browser that refuses shows the wall in its window.
    void document.documentElement.requestFullscreen?.().catch(() => null);
    const search = { wall: true, with: others.length > 0 ? [...others] : undefined, every } as const;
    void navigate({ to: '/boards/$boardId', params: { boardId }, search });
  };
  return (
    <Sheet title={t('wall.setUp')} onClose={onClose}>
      <p className="page-lead">{t('wall.setUpLead')}</p>
      <fieldset className="wall-boards">
        <legend>{t('wall.boards')}</legend>
        {boards.map(({ id, name }) => {
          const isOn = id === boardId || others.includes(id);
          return (
            <Check
              key={id}
              words={words(name)}
              isOn={isOn}
              isDisabled={id === boardId || (isFull && !isOn)}
              onChange={(on) => setOthers(on ? [...others, id] : others.filter((each) => each !== id))}
            />
          );
        })}
      </fieldset>
      <div className="field">
        <label htmlFor={periodId}>{t('wall.every')}</label>
        <select
          id={periodId}
          className="input"
          value={every}
          onChange={(event) => setEvery(Number(event.target.value) as WallPeriod)}
        >
          {wallPeriods.map((period) => (
            <option key={period} value={period}>
              {periodWords(t, period)}
            </option>
          ))}
        </select>
      </div>
      <div className="dialog-acts">
        <button type="button" className="button button-main" onClick={start} data-act="start-wall">
          <Icon name="wall" />
          {t('wall.start')}
        </button>
      </div>
    </Sheet>
  );
}
