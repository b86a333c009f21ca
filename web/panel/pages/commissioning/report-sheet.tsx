// Which acceptance report: of what, and in which language; opened as a page that prints, with its evidence as a file.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { Icon } from '../../components/icon.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { useCampus } from '../../data/campus.ts';
import { type ReportAddress, reportAddress, reportFileAddress } from '../../data/commissioning.ts';
import { useGateways } from '../../data/gateways.ts';
import { useWords } from '../../i18n/index.ts';

const languages = ['both', 'zh', 'en'] as const;

export function ReportSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState('');
  const [language, setLanguage] = useState<(typeof languages)[number]>('both');
  const scope = scopeOf(chosen);
  return (
    <Sheet title={t('commissioning.report.title')} onClose={onClose} className="commissioning-sheet">
      <p className="card-note">{t('commissioning.report.lead')}</p>
      <ScopeField value={chosen} onChoose={setChosen} />
      <Choice
        legend={t('commissioning.report.language')}
        options={languages.map((value) => ({ value, words: t(`commissioning.report.${value}`) }))}
        value={language}
        onChoose={setLanguage}
      />
      <div className="dialog-acts">
        <a className="button" href={reportFileAddress(scope)} download data-act="report-file">
          <Icon name="download" />
          {t('commissioning.report.file')}
        </a>
        <a
          className="button button-main"
          href={reportAddress(scope, language)}
          target="_blank"
          rel="noreferrer"
          data-act="report-page"
        >
          <Icon name="print" />
          {t('commissioning.report.show')}
        </a>
      </div>
    </Sheet>
  );
}

/** `building/ID` or `gateway/ID`; empty for the whole site. */
function scopeOf(chosen: string): ReportAddress {
  const [kind, id] = chosen.split('/');
  if (id === undefined) return {};
  return kind === 'gateway' ? { gateway: id } : { building: id };
}

function ScopeField({ value, onChoose }: { value: string; onChoose: (value: string) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { buildings } = useCampus();
  const gateways = useGateways();
  return (
    <label className="field">
      <span className="field-label">{t('commissioning.report.scope')}</span>
      <select className="input" value={value} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{t('commissioning.report.site')}</option>
        {buildings.map(({ id, name }) => (
          <option key={id} value={`building/${id}`}>
            {words(name)}
          </option>
        ))}
        {gateways.map(({ id, name }) => (
          <option key={id} value={`gateway/${id}`}>
            {words(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
