// Alarm marks and cards in each state.
import { useTranslation } from 'react-i18next';
import { AlarmCard } from '../../components/alarm-card.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { priorityOrder } from '../../format/alarms.ts';
import { Example, Shelf } from './example.tsx';
import { exampleAlarms } from './examples.ts';

export function Alarms() {
  const { t } = useTranslation();
  return (
    <>
      <Shelf title={t('design.marks')} note={t('design.marksNote')}>
        {priorityOrder.map((priority) => (
          <Example key={priority} state={t(`priority.${priority}`)}>
            <span className="design-pair design-mark">
              <PriorityMark priority={priority} />
              <PriorityMark priority={priority} isQuiet />
            </span>
          </Example>
        ))}
      </Shelf>
      <Shelf title={t('design.alarms')}>
        {exampleAlarms.map((alarm) => (
          <Example key={alarm.priority} state={t(`alarmState.${alarm.state}`)} isWide isInert>
            <AlarmCard alarm={alarm} isFull hasPlace={false} />
          </Example>
        ))}
      </Shelf>
    </>
  );
}
