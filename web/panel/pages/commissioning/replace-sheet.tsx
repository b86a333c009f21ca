// Replacing a dead device: its id stays, so its history goes on. With the same address nothing else is needed; with another one
// the sheet shows the line of the campus file that changes.
import type { CommissioningDevice } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../../components/notes.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { describedAtQuery, useReplace } from '../../data/commissioning.ts';
import { type AddressField, addressLine } from '../../format/commissioning.ts';
import { useWords } from '../../i18n/index.ts';

interface ReplaceSheetProps {
  readonly view: CommissioningDevice;
  readonly onClose: () => void;
}

export function ReplaceSheet({ view, onClose }: ReplaceSheetProps) {
  const { t } = useTranslation();
  const words = useWords();
  const replace = useReplace();
  const { device, address } = view;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const serial = String(fields.get('serial') ?? '').trim();
    const note = String(fields.get('note') ?? '').trim();
    if (serial === '') return;
    const request = { deviceId: device.id, serial, ...(note === '' ? {} : { note }) };
    replace.mutate(request, { onSuccess: onClose });
  };
  return (
    <Sheet
      title={t('commissioning.replace.title', { name: words(device.name) })}
      onClose={onClose}
      className="commissioning-sheet"
    >
      <p>{t('commissioning.replace.keeps')}</p>
      <p className="note">
        <span>
          {t('commissioning.replace.sameAddress')} <strong>{words(address)}</strong>
        </span>
      </p>
      <OtherAddress view={view} />
      <form onSubmit={submit}>
        <label className="field">
          <span className="field-label">{t('commissioning.replace.serial')}</span>
          <input className="input" name="serial" maxLength={100} required />
        </label>
        <label className="field">
          <span className="field-label">{t('commissioning.replace.note')}</span>
          <input className="input" name="note" maxLength={500} />
        </label>
        {replace.error && <ErrorNote error={replace.error} />}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" className="button button-main" disabled={replace.isPending}>
            {t('commissioning.replace.save')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

/** The fields of the address as they are, to be typed over, and the line that they make. */
function OtherAddress({ view: { device, addressFields } }: { view: CommissioningDevice }) {
  const { t } = useTranslation();
  const words = useWords();
  const [fields, setFields] = useState<readonly AddressField[]>(addressFields);
  const set = (key: string, written: string) =>
    setFields(fields.map((field) => (field.key === key ? withValue(field, written.trim()) : field)));
  if (addressFields.length === 0) return null;
  return (
    <details className="commissioning-other">
      <summary>{t('commissioning.replace.otherAddress')}</summary>
      <fieldset>
        <legend className="field-label">{t('commissioning.replace.fields')}</legend>
        {addressFields.map(({ key, words: name, value }) => (
          <label key={key} className="field">
            <span className="field-label">{words(name)}</span>
            <input
              className="input"
              defaultValue={String(value)}
              onChange={(event) => set(key, event.target.value)}
            />
          </label>
        ))}
      </fieldset>
      <WhereDescribed deviceId={device.id} />
      <pre>
        <code data-line>{addressLine(fields)}</code>
      </pre>
      <p className="card-note">{t('commissioning.replace.otherHint')}</p>
    </details>
  );
}

/** What was a number stays one. */
function withValue(field: AddressField, written: string): AddressField {
  const isNumber = typeof field.value === 'number' && /^\d+$/.test(written);
  return { ...field, value: isNumber ? Number(written) : written };
}

/** File and line that change; of a room template, that all of its rooms do. */
function WhereDescribed({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(describedAtQuery(deviceId));
  if (!data) return <p className="field-label">{t('commissioning.replace.line')}</p>;
  const { file, line, template } = data;
  return (
    <>
      <p className="field-label" data-described={line}>
        {t('commissioning.replace.lineAt', { file, line })}
      </p>
      {template !== null && <p className="note">{t('commissioning.replace.template', { template })}</p>}
    </>
  );
}
