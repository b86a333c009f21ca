// The form of a tile, drawn from the fields of its kind.
import type { BoardText } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Check } from '../../components/check.tsx';
import { usePlaceWords } from '../../components/place-link.tsx';
import { camerasQuery } from '../../data/cameras.ts';
import { useCampus } from '../../data/campus.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { type RawTile, type TileField, tileFields } from '../tile-kinds.ts';
import { PointField } from './point-field.tsx';

interface TileFormProps {
  readonly tile: RawTile;
  readonly onChange: (tile: RawTile) => void;
}

export function TileForm({ tile, onChange }: TileFormProps) {
  const { t } = useTranslation();
  const { kind, settings } = tile;
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = settings;
    onChange({ ...tile, settings: value === undefined ? others : { ...others, [name]: value } });
  };
  return (
    <div className="tile-form">
      {tileFields[kind].map((field) => (
        <Field key={field.name} field={field} tile={tile} onSet={(value) => set(field.name, value)} />
      ))}
      <WordsField
        label={t('boardEdit.tileTitle')}
        hint={t('boardEdit.tileTitleHint')}
        most={60}
        text={settings.title as BoardText | undefined}
        onChange={(text) => set('title', text)}
      />
    </div>
  );
}

interface FieldProps {
  readonly field: TileField;
  readonly tile: RawTile;
  readonly onSet: (value: unknown) => void;
}

function Field({ field, tile: { kind, settings }, onSet }: FieldProps) {
  const { t } = useTranslation();
  const value = settings[field.name];
  switch (field.type) {
    case 'point':
      return (
        <PointField
          label={t('boardEdit.field.point')}
          most={1}
          isCounters={false}
          chosen={typeof value === 'string' && value !== '' ? [value] : []}
          onChange={([id]) => onSet(id)}
        />
      );
    case 'points':
    case 'counters':
      return (
        <PointField
          label={t(`boardEdit.field.${field.type}`)}
          most={field.most}
          isCounters={field.type === 'counters'}
          chosen={Array.isArray(value) ? (value as string[]) : []}
          onChange={onSet}
        />
      );
    case 'choice':
      return <ChoiceField kind={kind} field={field} value={value} onSet={onSet} />;
    case 'floor':
      return <FloorField value={value} onSet={onSet} />;
    case 'camera':
      return <CameraField value={value} onSet={onSet} />;
    case 'note':
      return (
        <WordsField
          label={t('boardEdit.field.note')}
          most={2000}
          isLong
          text={value as BoardText | undefined}
          onChange={onSet}
        />
      );
    case 'check':
      return <Check words={t('boardEdit.field.isClock')} isOn={value === true} onChange={onSet} />;
  }
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
  readonly onChange: (value: string) => void;
}

function Select({ label, value, options, onChange }: SelectProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {value === '' && <option value="">{t('boardEdit.choose')}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.words}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ChoiceFieldProps {
  readonly kind: RawTile['kind'];
  readonly field: Extract<TileField, { type: 'choice' }>;
  readonly value: unknown;
  readonly onSet: (value: unknown) => void;
}

function ChoiceField({ kind, field: { name, values }, value, onSet }: ChoiceFieldProps) {
  const { t } = useTranslation();
  const wordsOf = useChoiceWords(kind, name);
  return (
    <Select
      label={t(`boardEdit.field.${name}`)}
      value={String(value ?? '')}
      options={values.map((each) => ({ value: String(each), words: wordsOf(each) }))}
      onChange={(chosen) => onSet(values.find((each) => String(each) === chosen))}
    />
  );
}

function useChoiceWords(kind: RawTile['kind'], name: 'span' | 'of' | 'step' | 'layer') {
  const { t } = useTranslation();
  return (value: string | number): string => {
    if (name === 'span') return t(`boardEdit.span.h${value as 1}`);
    if (name === 'step') return t(`boardEdit.step.${value as 'hour'}`);
    if (name === 'layer') return t(`floor.layer.${value as 'co2'}`);
    return kind === 'count' ? t(`tile.countOf.${value as 'alarms'}`) : t(`tile.of.${value as 'alarms'}`);
  };
}

interface ValueFieldProps {
  readonly value: unknown;
  readonly onSet: (value: string) => void;
}

function FloorField({ value, onSet }: ValueFieldProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { buildings } = useCampus();
  const options = buildings.flatMap(({ name, floors }) =>
    floors.map((floor) => ({ value: floor.id, words: `${words(name)} · ${words(floor.name)}` })),
  );
  return (
    <Select
      label={t('boardEdit.field.floor')}
      value={String(value ?? '')}
      options={options}
      onChange={onSet}
    />
  );
}

/** Spaces with a camera that the person may see; one that was chosen by someone else stays in the list. */
function CameraField({ value, onSet }: ValueFieldProps) {
  const { t } = useTranslation();
  const placeWords = usePlaceWords();
  const { data } = useQuery(camerasQuery);
  const chosen = String(value ?? '');
  const ids = [...new Set([...(data ?? []).map(({ spaceId }) => spaceId), ...(chosen ? [chosen] : [])])];
  if (data && ids.length === 0) return <p className="note">{t('boardEdit.cameraNone')}</p>;
  const options = ids.map((id) => ({ value: id, words: placeWords(id) }));
  return <Select label={t('boardEdit.field.space')} value={chosen} options={options} onChange={onSet} />;
}

interface WordsFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly most: number;
  readonly isLong?: boolean;
  readonly text: BoardText | undefined;
  readonly onChange: (text: BoardText | undefined) => void;
}

/** Words in the language of the page first; those of the other one below. */
function WordsField({ label, hint, most, isLong, text, onChange }: WordsFieldProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const id = useId();
  const order = language === 'zh' ? (['zh', 'en'] as const) : (['en', 'zh'] as const);
  const set = (each: keyof BoardText, words: string) => {
    const next = { ...text, [each]: words.trim() === '' ? undefined : words };
    onChange(next.zh === undefined && next.en === undefined ? undefined : next);
  };
  return (
    <fieldset className="words-field">
      <legend>
        {label} {hint && <span className="card-note">{hint}</span>}
      </legend>
      {order.map((each) => {
        const shared = {
          id: `${id}${each}`,
          className: 'input',
          lang: each === 'zh' ? 'zh-CN' : 'en',
          maxLength: most,
          value: text?.[each] ?? '',
        };
        return (
          <label key={each} htmlFor={shared.id}>
            <span>{t(each === 'zh' ? 'boardEdit.inZh' : 'boardEdit.inEn')}</span>
            {isLong ? (
              <textarea {...shared} rows={4} onChange={(event) => set(each, event.target.value)} />
            ) : (
              <input {...shared} onChange={(event) => set(each, event.target.value)} />
            )}
          </label>
        );
      })}
    </fieldset>
  );
}
