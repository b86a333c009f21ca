// What a person must know while drawing: someone else's change, a draft that was brought back, an act that was not done, a
// failed save, and what is wrong with the drawing.
import { type DrawingProblem, drawingChanges, isBlocking } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useCampus } from '../../data/campus.ts';
import { formatMoment } from '../../format/time.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { useDesk } from './desk.ts';
import { useChangeWords } from './use-change-words.ts';
import { useDoorName } from './use-door-name.ts';
import type { PlanEdit } from './use-plan-edit.ts';

export function EditNotes() {
  const { t } = useTranslation();
  const { edit } = useDesk();
  return (
    <>
      {edit.conflict && <Conflict edit={edit} conflict={edit.conflict} />}
      {edit.isRecalled && !edit.conflict && (
        <div className="note" role="status">
          <Icon name="clock" />
          <p>{t('planEdit.draft')}</p>
        </div>
      )}
      {edit.refused !== '' && (
        <div className="note note-error" role="alert" data-refused>
          <Icon name="warning" />
          <p>{edit.refused}</p>
        </div>
      )}
      {edit.error && <ErrorNote error={edit.error} onRetry={edit.save} />}
      <Problems />
    </>
  );
}

function Conflict({ edit, conflict }: { edit: PlanEdit; conflict: NonNullable<PlanEdit['conflict']> }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const changeWords = useChangeWords();
  const { theirs, base } = conflict;
  const name = theirs.changedByName ?? theirs.changedBy ?? '';
  const time = theirs.changedAt === null ? '' : formatMoment(theirs.changedAt, language, timeZone);
  return (
    <div className="note note-error" role="alert" data-conflict={theirs.version}>
      <Icon name="warning" />
      <div>
        <p>{t('planEdit.conflict', { name, time, version: theirs.version })}</p>
        <p>{changeWords(drawingChanges(base, theirs.drawing))}</p>
        <p className="note-acts">
          <button type="button" className="button" onClick={edit.layOverTheirs} data-act="lay-over">
            {t('planEdit.layOver')}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => edit.takeOver(theirs)}
            data-act="take-theirs"
          >
            {t('planEdit.takeTheirs')}
          </button>
        </p>
      </div>
    </div>
  );
}

/** More are not read. */
const mostShown = 8;

function Problems() {
  const { t } = useTranslation();
  const { edit, choose } = useDesk();
  const wordsOf = useProblemWords();
  const { problems, isBlocked } = edit;
  if (problems.length === 0) return null;
  const blocking = problems.filter(isBlocking).length;
  return (
    <details
      className={`note plan-problems${isBlocked ? ' note-error' : ''}`}
      open={isBlocked}
      data-problems={problems.length}
    >
      <summary>
        {isBlocked
          ? t('planEdit.blocked', { count: blocking })
          : t('planEdit.doubts', { count: problems.length })}
      </summary>
      <ul>
        {problems.slice(0, mostShown).map((problem) => {
          const { key, chosen, words } = wordsOf(problem);
          return (
            <li key={key}>
              <button type="button" className="link-button" onClick={() => choose(chosen)}>
                {words}
              </button>
            </li>
          );
        })}
        {problems.length > mostShown && (
          <li>{t('planEdit.moreProblems', { count: problems.length - mostShown })}</li>
        )}
      </ul>
    </details>
  );
}

function useProblemWords() {
  const { t } = useTranslation();
  const words = useWords();
  const { edit } = useDesk();
  const doorName = useDoorName();
  const { floor, drawing } = edit;
  const spaceName = (id: string) => {
    const space = floor.spaces.find((each) => each.id === id);
    return space ? words(space.name) : id;
  };
  return (problem: DrawingProblem) => {
    switch (problem.kind) {
      case 'outline': {
        const { spaceId: id, fault } = problem;
        const said = t('planEdit.problem.outline', {
          name: spaceName(id),
          fault: t(`planEdit.fault.${fault}`),
        });
        return { key: `outline ${id}`, chosen: { kind: 'space', id } as const, words: said };
      }
      case 'device-outside': {
        const { deviceId: id, spaceId } = problem;
        const device = floor.devices.find((each) => each.id === id);
        const name = device ? words(device.name) : id;
        const said = t('planEdit.problem.device', { name, room: spaceName(spaceId) });
        return { key: `device ${id}`, chosen: { kind: 'device', id } as const, words: said };
      }
      case 'door-astray': {
        const { doorId: id, spaceId } = problem;
        const door = drawing.doors.find((each) => each.id === id);
        const said = t('planEdit.problem.door', {
          name: door ? doorName(door) : id,
          room: spaceName(spaceId),
        });
        return { key: `door ${id}`, chosen: { kind: 'door', id } as const, words: said };
      }
      case 'overlap': {
        const [id, other] = problem.spaceIds;
        const said = t('planEdit.problem.overlap', { first: spaceName(id), second: spaceName(other) });
        return { key: `overlap ${id} ${other}`, chosen: { kind: 'space', id } as const, words: said };
      }
    }
  };
}
