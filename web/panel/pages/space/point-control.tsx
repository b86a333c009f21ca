// The control that fits a point: a switch, a choice among states, or steps of a number.
import type { PointView, Standing } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/confirm.tsx';
import { formatValue } from '../../format/value.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { CommandNote } from './command-note.tsx';
import { HeldNote } from './held-note.tsx';
import { NumberSteps } from './number-steps.tsx';
import { StateChoice } from './state-choice.tsx';
import { Switch } from './switch.tsx';
import { type Control, useControl } from './use-control.ts';

export interface ControlProps {
  readonly point: PointView;
  readonly name: string;
  readonly control: Control;
  readonly isDisabled: boolean;
}

interface PointControlProps {
  readonly point: PointView;
  /** The point that proves the command; it lends its name, as people name the thing and not the order. */
  readonly readback: PointView | undefined;
  /** The orders that stand on it. */
  readonly standing: Standing | undefined;
  readonly isDisabled: boolean;
  /** Asks before it sends. */
  readonly isGuarded: boolean;
}

export function PointControl({ point, readback, standing, isDisabled, isGuarded }: PointControlProps) {
  const words = useWords();
  const name = words((readback ?? point).name);
  const control = useControl(point);
  const [asked, setAsked] = useState<number | null>(null);
  const setBack = () => setAsked(control.former);
  const guarded = isGuarded ? { ...control, request: setAsked, setBack } : control;
  const props = { point, name, control: guarded, isDisabled };
  return (
    <div className="control" data-point={point.pointId} data-readback={control.readback ?? ''}>
      {kindOf(point) === 'switch' && <Switch {...props} />}
      {kindOf(point) === 'states' && <StateChoice {...props} />}
      {kindOf(point) === 'number' && <NumberSteps {...props} />}
      <CommandNote point={point} control={guarded} />
      <HeldNote point={point} standing={standing} isDisabled={isDisabled} />
      {asked !== null && (
        <ConfirmOrder
          point={point}
          name={name}
          value={asked}
          onConfirm={() => control.request(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

export function kindOf(point: PointView): 'switch' | 'states' | 'number' {
  if (point.states && Object.keys(point.states).length > 0 && point.quantity !== 'switch') return 'states';
  return point.quantity === 'switch' || point.quantity === 'contact' ? 'switch' : 'number';
}

interface ConfirmOrderProps {
  readonly point: PointView;
  readonly name: string;
  readonly value: number;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

function ConfirmOrder({ point, name, value, onConfirm, onClose }: ConfirmOrderProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const question = t('control.confirmLock', { name, value: formatValue(point, value, language).words });
  return <Confirm question={question} onConfirm={onConfirm} onClose={onClose} />;
}
