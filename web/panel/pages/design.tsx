// The catalogue of the panel's parts: every token and every component in every state, drawn by the components themselves.
// Who builds a page finds here what there is; a test looks at all of it in both languages and appearances.
import './design.css';
import { useTranslation } from 'react-i18next';
import { chooseTheme, themes, useTheme } from '../app/theme.ts';
import { Choice } from '../components/choice.tsx';
import { Alarms } from './design/alarms.tsx';
import { Controls } from './design/controls.tsx';
import { Notes } from './design/notes.tsx';
import { Parts } from './design/parts.tsx';
import { Tokens } from './design/tokens.tsx';
import { Values } from './design/values.tsx';

export function DesignPage() {
  const { t } = useTranslation();
  const theme = useTheme();
  const options = themes.map((value) => ({ value, words: t(`theme.${value}`) }));
  return (
    <div className="page design-page">
      <div className="page-head">
        <h1>{t('design.title')}</h1>
        <Choice legend={t('theme.label')} options={options} value={theme} onChoose={chooseTheme} />
      </div>
      <p className="design-lead">{t('design.lead')}</p>
      <Tokens />
      <Values />
      <Alarms />
      <Controls />
      <Parts />
      <Notes />
    </div>
  );
}
