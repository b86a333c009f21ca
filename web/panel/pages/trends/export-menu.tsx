// Files of what is shown or of every sample. The hub makes them; what it refuses is said here, in words.
import type { PointView } from '@campus/campus-model';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { bucketsOfBars, type FileKind, historyFile } from '../../data/history.ts';
import { apiBytes } from '../../data/http.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { TrendView } from './trend-view.ts';

interface ExportMenuProps {
  readonly view: TrendView;
  readonly points: readonly PointView[];
  readonly rows: number | 'minutes';
}

const kinds: readonly FileKind[] = ['csv', 'parquet'];
const kindWords = { csv: 'CSV', parquet: 'Parquet' } as const;
const contents = ['shown', 'samples'] as const;
type Content = (typeof contents)[number];

export function ExportMenu({ view, points, rows }: ExportMenuProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const save = useMutation({
    mutationFn: async ({ kind, content }: { kind: FileKind; content: Content }) => {
      const isBars = points.every(({ counter }) => counter);
      const shown = isBars ? bucketsOfBars : rows;
      const file = historyFile(kind, {
        pointIds: points.map(({ pointId }) => pointId),
        rows: content === 'shown' ? shown : 'samples',
        span: view.now(),
        language,
      });
      saveFile(await apiBytes(file), `${content === 'shown' ? 'history' : 'samples'}.${kind}`);
    },
  });
  const words = { shown: t('trends.exportShown'), samples: t('trends.exportSamples') };
  return (
    <div className="export-menu">
      <Menu
        label={t('trends.export')}
        button={
          <>
            <Icon name="download" />
            <span aria-hidden="true">{t('trends.export')}</span>
          </>
        }
      >
        {(close) => (
          <ul className="export-list">
            {contents.flatMap((content) =>
              kinds.map((kind) => (
                <li key={content + kind}>
                  <button
                    type="button"
                    className="menu-item"
                    data-file={`${content}.${kind}`}
                    onClick={() => {
                      save.mutate({ kind, content });
                      close();
                    }}
                  >
                    {words[content]} · {kindWords[kind]}
                  </button>
                </li>
              )),
            )}
          </ul>
        )}
      </Menu>
      <p className="card-note" role="status">
        {save.isPending && t('trends.exporting')}
      </p>
      {save.error && <ErrorNote error={save.error} />}
    </div>
  );
}

function saveFile(bytes: ArrayBuffer, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
