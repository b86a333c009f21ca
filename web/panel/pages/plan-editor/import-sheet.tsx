// Importing outlines from a file: it is read, put to scale and place, looked at, and each outline is given to a room. Nothing
// changes before it is taken over, and then one undo takes it back.
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { type ImportedPlan, ImportFailure, mostFileBytes } from '../../plan-import/imported.ts';
import { readInWorker } from '../../plan-import/read-in-worker.ts';
import { ImportReview } from './import-review.tsx';

const kinds = '.svg,.geojson,.json,.dxf,image/svg+xml,application/geo+json';

type Reading =
  | { readonly state: 'none' }
  | { readonly state: 'reading'; readonly name: string }
  | { readonly state: 'failed'; readonly name: string; readonly failure: ImportFailure }
  | { readonly state: 'read'; readonly name: string; readonly plan: ImportedPlan };

export function ImportSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [reading, read, cancel] = useReading();
  return (
    <Sheet
      title={t('planEdit.importTitle')}
      className="plan-sheet plan-import"
      onClose={() => {
        cancel();
        onClose();
      }}
    >
      {reading.state === 'read' ? (
        <ImportReview key={reading.name} name={reading.name} plan={reading.plan} onClose={onClose} />
      ) : (
        <FileChoice reading={reading} onFile={read} onCancel={cancel} />
      )}
    </Sheet>
  );
}

/** One file at a time: another one, or closing, ends the reading of the first. */
function useReading(): [reading: Reading, read: (file: File) => void, cancel: () => void] {
  const [reading, setReading] = useState<Reading>({ state: 'none' });
  const under = useRef<AbortController | null>(null);
  const cancel = () => {
    under.current?.abort();
    setReading({ state: 'none' });
  };
  const read = (file: File) => {
    under.current?.abort();
    const own = new AbortController();
    under.current = own;
    const { name } = file;
    setReading({ state: 'reading', name });
    readInWorker(file, own.signal).then(
      (plan) => !own.signal.aborted && setReading({ state: 'read', name, plan }),
      (error: unknown) =>
        !own.signal.aborted && setReading({ state: 'failed', name, failure: asFailure(error) }),
    );
  };
  return [reading, read, cancel];
}

function asFailure(error: unknown): ImportFailure {
  if (error instanceof ImportFailure) return error;
  return new ImportFailure('broken', error instanceof Error ? error.message : String(error));
}

interface FileChoiceProps {
  readonly reading: Exclude<Reading, { state: 'read' }>;
  readonly onFile: (file: File) => void;
  readonly onCancel: () => void;
}

function FileChoice({ reading, onFile, onCancel }: FileChoiceProps) {
  const { t } = useTranslation();
  const isReading = reading.state === 'reading';
  return (
    <div className="plan-import-choice">
      <p>{t('planEdit.importLead', { megabytes: mostFileBytes / 1e6 })}</p>
      <ul className="plan-import-kinds">
        {(['svg', 'geojson', 'dxf'] as const).map((kind) => (
          <li key={kind}>{t(`planEdit.format.${kind}`)}</li>
        ))}
      </ul>
      <label className="button button-main plan-file">
        <Icon name="install" />
        {t('planEdit.chooseFile')}
        <input
          type="file"
          accept={kinds}
          disabled={isReading}
          data-act="file"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) onFile(file);
            target.value = '';
          }}
        />
      </label>
      {isReading && (
        <div className="note" role="status">
          <p>{t('planEdit.reading', { name: reading.name })}</p>
          <button type="button" className="button" onClick={onCancel}>
            {t('cancel')}
          </button>
        </div>
      )}
      {reading.state === 'failed' && (
        <div className="note note-error" role="alert" data-fault={reading.failure.fault}>
          <Icon name="warning" />
          <div>
            {t(`planEdit.fileFault.${reading.failure.fault}`, { name: reading.name })}
            <small>{reading.failure.detail}</small>
          </div>
        </div>
      )}
    </div>
  );
}
