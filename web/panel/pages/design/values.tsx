// A live value in each standing.
import { useTranslation } from 'react-i18next';
import { ShownValue } from '../../components/live-value.tsx';
import { dash, type Shown } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import { Example, Shelf } from './example.tsx';

const reasons = {
  stale: { zh: '数据陈旧', en: 'stale' },
  uncertain: { zh: '超出范围', en: 'out of range' },
  bad: { zh: '设备无应答', en: 'device does not answer' },
} as const;

const figure = { words: '21.5', unit: '°C', isFigure: true, reason: null } as const;

export function Values() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const shown: readonly Shown[] = [
    { ...figure, standing: 'good' },
    { ...figure, standing: 'stale', reason: reasons.stale },
    { ...figure, standing: 'uncertain', reason: reasons.uncertain },
    { words: reasons.bad[language], unit: '', isFigure: false, standing: 'bad', reason: reasons.bad },
    { words: dash, unit: '', isFigure: false, standing: 'missing', reason: null },
  ];
  return (
    <Shelf title={t('design.values')} note={t('design.valuesNote')}>
      {shown.map((each) => (
        <Example key={each.standing} state={t(`design.standing.${each.standing}`)}>
          <span className="design-value">
            <ShownValue shown={each} pointId="example/temperature" hasReason />
          </span>
        </Example>
      ))}
    </Shelf>
  );
}
