// The symbol of a piece of equipment with its state: hollow where it rests, filled where it is on, a red diamond in alarm.
import type { EquipmentKind } from '@campus/campus-model';
import type { EquipmentState } from './equipment-state.ts';
import { symbolOf } from './symbols.ts';
import './symbols.css';

interface SymbolProps {
  readonly kind: EquipmentKind;
  readonly state: EquipmentState;
}

/** Half the width of a symbol's ground, on the field of 24 × 24 around the origin. */
const half = 11;

/** Inside another drawing, 24 pixels wide around its origin. */
export function SymbolShape({ kind, state }: SymbolProps) {
  return (
    <g className={`symbol is-${state}`}>
      <Ground state={state} />
      <path className="symbol-lines" d={symbolOf(kind)} transform="translate(-8 -8)" />
      {(state === 'fault' || state === 'lost') && (
        <path className="symbol-flaw" d={state === 'fault' ? 'M9 -12l5 9h-10z' : 'M-11 11 11 -11'} />
      )}
    </g>
  );
}

function Ground({ state }: { state: EquipmentState }) {
  if (state === 'alarm') return <path className="symbol-ground" d="M0 -15 15 0 0 15 -15 0z" />;
  return <rect className="symbol-ground" x={-half} y={-half} width={2 * half} height={2 * half} rx="6" />;
}

/** Beside words, in a list or card. */
export function SymbolIcon({ kind, state }: SymbolProps) {
  return (
    <svg className="symbol-icon" viewBox="-16 -16 32 32" aria-hidden="true" focusable="false">
      <SymbolShape kind={kind} state={state} />
    </svg>
  );
}
