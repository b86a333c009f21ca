// What belongs to the board as a whole: its name in both languages, whom it is shared with, and its end.
import { authorise, type BoardAudience, type BoardText, type BoardView } from '@campus/campus-model';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Check } from '../../components/check.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useBoardWords, useDeleteBoard } from '../../data/boards.ts';
import { useIdentity } from '../../data/session.ts';
import { keepDraft } from './draft.ts';
import type { BoardEdit } from './use-board-edit.ts';

const audience: readonly BoardAudience[] = ['security', 'logistics', 'teacher'];

export function BoardForm({ board, edit }: { board: BoardView; edit: BoardEdit }) {
  const { t } = useTranslation();
  const { name } = edit.content;
  const setName = (language: keyof BoardText, words: string) => {
    const next: BoardText = { ...name, [language]: words.trim() === '' ? undefined : words };
    edit.do({ act: 'board', content: { name: next } });
  };
  const isNameless = !name.zh?.trim() && !name.en?.trim();
  return (
    <section className="card board-form" aria-labelledby="board-form-title">
      <h2 id="board-form-title">{t('boardEdit.boardForm')}</h2>
      <NameField language="zh" words={name.zh ?? ''} onChange={setName} />
      <NameField language="en" words={name.en ?? ''} onChange={setName} />
      {isNameless && <p className="note note-error">{t('boardEdit.nameNeeded')}</p>}
      <Sharing edit={edit} />
      <DeleteBoard board={board} />
    </section>
  );
}

interface NameFieldProps {
  readonly language: keyof BoardText;
  readonly words: string;
  readonly onChange: (language: keyof BoardText, words: string) => void;
}

function NameField({ language, words, onChange }: NameFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t(language === 'zh' ? 'boardEdit.nameZh' : 'boardEdit.nameEn')}</label>
      <input
        id={id}
        className="input"
        lang={language === 'zh' ? 'zh-CN' : 'en'}
        maxLength={60}
        value={words}
        onChange={(event) => onChange(language, event.target.value)}
      />
    </div>
  );
}

function Sharing({ edit }: { edit: BoardEdit }) {
  const { t } = useTranslation();
  const mayShare = authorise(useIdentity(), 'board.share');
  const { sharedWith } = edit.content;
  const share = (roles: BoardAudience[]) => edit.do({ act: 'board', content: { sharedWith: roles } });
  const isAll = sharedWith.length === audience.length;
  return (
    <fieldset className="board-sharing" disabled={!mayShare}>
      <legend>{t('boardEdit.share')}</legend>
      {audience.map((role) => (
        <Check
          key={role}
          words={t(`role.${role}`)}
          isOn={sharedWith.includes(role)}
          onChange={(isOn) =>
            share(audience.filter((each) => (each === role ? isOn : sharedWith.includes(each))))
          }
        />
      ))}
      <Check
        words={t('boardEdit.shareAll')}
        isOn={isAll}
        onChange={(isOn) => share(isOn ? [...audience] : [])}
      />
      <p className="card-note">{t(mayShare ? 'boardEdit.shareLead' : 'boardEdit.shareForbidden')}</p>
    </fieldset>
  );
}

function DeleteBoard({ board: { id, version, name } }: { board: BoardView }) {
  const { t } = useTranslation();
  const words = useBoardWords();
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteBoard();
  const navigate = useNavigate();
  const confirm = () =>
    remove.mutate(
      { id, version },
      {
        onSuccess: () => {
          keepDraft(id, null);
          void navigate({ to: '/boards', search: { deleted: id } });
        },
      },
    );
  return (
    <>
      {remove.error && <ErrorNote error={remove.error} />}
      <button type="button" className="button" disabled={remove.isPending} onClick={() => setAsking(true)}>
        <Icon name="trash" />
        {t('boardEdit.delete')}
      </button>
      {isAsking && (
        <Confirm
          question={t('boardEdit.deleteAsk', { name: words(name) })}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
