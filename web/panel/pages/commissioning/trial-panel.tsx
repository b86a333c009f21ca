// Operating an output and seeing what moves: the control itself, how far the order has come, and the points that moved.
import '../space/controls.css';
import type { PointView, TrialView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/confirm.tsx';
import { trialQuery, useStartTrial } from '../../data/commissioning.ts';
import { asApiError } from '../../data/http.ts';
import { formatValue } from '../../format/value.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { hubNow, useClock } from '../../live/clock.ts';
import { CommandNote } from '../space/command-note.tsx';
import { NumberSteps } from '../space/number-steps.tsx';
import { kindOf } from '../space/point-control.tsx';
import { StateChoice } from '../space/state-choice.tsx';
import { Switch } from '../space/switch.tsx';
import { type Control, useControl } from '../space/use-control.ts';
import { Findings } from './judgement.tsx';
import { Movements } from './movements.tsx';

interface TrialPanelProps {
  readonly point: PointView;
  readonly readback: PointView | undefined;
  /** Asks before it sends. */
  readonly isGuarded: boolean;
}

export function TrialPanel({ point, readback, isGuarded }: TrialPanelProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const words = useWords();
  const { control, trialId } = useTrialControl(point);
  const [asked, setAsked] = useState<number | null>(null);
  const name = words((readback ?? point).name);
  const guarded: Control = isGuarded ? { ...control, request: setAsked } : control;
  const kind = kindOf(point);
  const props = { point, name, control: guarded, isDisabled: false };
  return (
    <div className="commissioning-trial" data-trial={point.pointId}>
      <p className="card-note">{t('commissioning.trial.lead')}</p>
      {kind === 'switch' && <Switch {...props} />}
      {kind === 'states' && <StateChoice {...props} />}
      {kind === 'number' && <NumberSteps {...props} />}
      <CommandNote point={point} control={guarded} />
      {trialId !== null && <TrialOutcome trialId={trialId} />}
      {asked !== null && (
        <Confirm
          question={t('control.confirmLock', { name, value: formatValue(point, asked, language).words })}
          onConfirm={() => control.request(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** A control whose orders are trials. */
function useTrialControl(point: PointView): { control: Control; trialId: string | null } {
  const plain = useControl(point);
  const start = useStartTrial();
  const sent = start.isPending ? start.variables.value : null;
  const control: Control = {
    ...plain,
    wanted: sent ?? plain.wanted,
    refusal: start.error ? asApiError(start.error) : null,
    request: (value) => start.mutate({ pointId: point.pointId, value }),
  };
  return { control, trialId: start.data?.id ?? null };
}

function TrialOutcome({ trialId }: { trialId: string }) {
  const { data } = useQuery(trialQuery(trialId));
  if (!data) return null;
  return (
    <div className="commissioning-outcome" data-over={data.isOver}>
      <TrialState trial={data} />
      <Findings findings={data.findings} />
      <Movements trial={data} />
    </div>
  );
}

function TrialState({ trial }: { trial: TrialView }) {
  const { t } = useTranslation();
  const seconds = useClock(() => Math.max(0, Math.ceil((trial.endsAt - hubNow()) / 1000)));
  const { watched: count, startedAt, endsAt, isOver, hasFollowed, findings } = trial;
  if (isOver && !hasFollowed && findings.length === 0) {
    return <p role="status">{t('commissioning.trial.refused')}</p>;
  }
  const lasted = Math.round((endsAt - startedAt) / 1000);
  return (
    <p role="status">
      {isOver
        ? t('commissioning.trial.over', { count, seconds: lasted })
        : t('commissioning.trial.running', { count, seconds })}{' '}
      {hasFollowed && t('commissioning.trial.followed')}
    </p>
  );
}
