// Making a board: from a template, so that none begins empty, and a name.
import type { BoardText, PointView } from '@campus/campus-model';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type TemplateName, templateNames, tilesOf } from '../../board/templates.ts';
import { Thumbnail } from '../../board/thumbnail.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { useCreateBoard } from '../../data/boards.ts';
import { camerasQuery } from '../../data/cameras.ts';
import { useCampus } from '../../data/campus.ts';
import { api } from '../../data/http.ts';
import { useIdentity } from '../../data/session.ts';
import { useLanguage } from '../../i18n/index.ts';

/** The totals that meters count. */
const countersQuery = queryOptions({
  queryKey: ['points', 'counters'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    const [energy, water] = await Promise.all(
      ['energy', 'water-volume'].map((quantity) => api<PointView[]>(`/points?quantity=${quantity}`)),
    );
    return [...(energy ?? []), ...(water ?? [])].filter(({ counter }) => counter);
  },
});

export function NewBoard({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { role } = useIdentity();
  const nameOf = useNewName();
  const first: TemplateName = role === 'administrator' ? 'logistics' : role;
  const [template, setTemplate] = useState<TemplateName>(first);
  const [name, setName] = useState('');
  const tiles = useTemplates();
  const create = useCreateBoard();
  const navigate = useNavigate();
  const submit = () => {
    const content = { name: nameOf(name, template), sharedWith: [], tiles: tiles?.[template] ?? [] };
    create.mutate(content, {
      onSuccess: ({ id }) =>
        void navigate({ to: '/boards/$boardId', params: { boardId: id }, search: { edit: true } }),
    });
  };
  return (
    <Sheet title={t('newBoard.title')} onClose={onClose}>
      <form
        className="new-board"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TemplateChoice value={template} tiles={tiles} onChoose={setTemplate} />
        <NameField value={name} placeholder={t(`newBoard.templates.${template}`)} onChange={setName} />
        {create.error && <ErrorNote error={create.error} />}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" className="button button-main" disabled={!tiles || create.isPending}>
            {create.isPending ? t('newBoard.creating') : t('newBoard.create')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

/** What the person wrote, in the language of the page; else the template's name in both. */
function useNewName(): (written: string, template: TemplateName) => BoardText {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (written, template) => {
    if (written.trim() !== '') return { [language]: written.trim() };
    const key = `newBoard.templates.${template}` as const;
    return { zh: t(key, { lng: 'zh' }), en: t(key, { lng: 'en' }) };
  };
}

function NameField(props: { value: string; placeholder: string; onChange: (name: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('newBoard.name')}</label>
      <input
        id={id}
        className="input"
        maxLength={60}
        value={props.value}
        placeholder={props.placeholder}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}

type TemplateTiles = Readonly<Record<TemplateName, ReturnType<typeof tilesOf>>>;

function useTemplates(): TemplateTiles | null {
  const campus = useCampus();
  const { spaces } = useIdentity();
  const counters = useQuery(countersQuery).data;
  const cameras = useQuery(camerasQuery).data;
  if (!counters || !cameras) return null;
  const facts = { campus, cameras, counters, ownSpaces: spaces };
  return Object.fromEntries(templateNames.map((name) => [name, tilesOf(name, facts)])) as TemplateTiles;
}

interface TemplateChoiceProps {
  readonly value: TemplateName;
  readonly tiles: TemplateTiles | null;
  readonly onChoose: (name: TemplateName) => void;
}

function TemplateChoice({ value, tiles, onChoose }: TemplateChoiceProps) {
  const { t } = useTranslation();
  const group = useId();
  return (
    <fieldset className="templates">
      <legend>{t('newBoard.template')}</legend>
      {templateNames.map((name) => (
        <label key={name} className="template">
          <input type="radio" name={group} checked={name === value} onChange={() => onChoose(name)} />
          <Thumbnail tiles={tiles?.[name] ?? []} />
          <strong>{t(`newBoard.templates.${name}`)}</strong>
          <span className="card-note">{t(`newBoard.about.${name}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
