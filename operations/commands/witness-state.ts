// Whether a command's effect is seen by its witness. Pure: a state and an event give a state and effects. No word of the
// witness (bad, stale, missing) is never a contradiction.
import type { Expectation, WitnessVerdict } from '@campus/campus-model';

/** A confirmed command whose value the witness has something to say of. */
export interface Watch {
  readonly commandId: string;
  /** When it was asked for: the occurrence of its alarm. */
  readonly requestedAt: number;
  readonly value: number;
  readonly expects: Expectation;
}

export interface WitnessState {
  /** Its effect is awaited. */
  readonly awaited: Watch | null;
  /** Its contradiction stands as an alarm. */
  readonly contradicted: Watch | null;
}

export type WitnessEvent =
  /** Null: a command whose value no expectation is about. */
  | { readonly kind: 'confirmed'; readonly watch: Watch | null }
  /** A usable value of the witness. */
  | { readonly kind: 'seen'; readonly value: number }
  /** The awaited one's time is over; null: the witness has no usable value. */
  | { readonly kind: 'due'; readonly commandId: string; readonly value: number | null };

export type WitnessEffect =
  | {
      readonly kind: 'verdict';
      readonly watch: Watch;
      readonly verdict: WitnessVerdict;
      readonly value: number | null;
    }
  | { readonly kind: 'raise'; readonly watch: Watch; readonly value: number }
  | { readonly kind: 'clear'; readonly watch: Watch };

export interface WitnessStep {
  readonly state: WitnessState;
  readonly effects: readonly WitnessEffect[];
}

export const nothingWatched: WitnessState = { awaited: null, contradicted: null };

export function stepWitness(state: WitnessState, event: WitnessEvent): WitnessStep {
  switch (event.kind) {
    case 'confirmed':
      return confirmed(state, event.watch);
    case 'seen':
      return seen(state, event.value);
    case 'due':
      return state.awaited?.commandId === event.commandId ? due(state, event.value) : { state, effects: [] };
  }
}

export function agrees({ above, below }: Expectation, value: number): boolean {
  return (above === undefined || value > above) && (below === undefined || value < below);
}

/** A later command: of the one before nothing more will be seen; an alarm stays until this one is judged. */
function confirmed({ awaited, contradicted }: WitnessState, watch: Watch | null): WitnessStep {
  const cut = awaited ? [verdict(awaited, 'silent', null)] : [];
  if (watch) return { state: { awaited: watch, contradicted }, effects: cut };
  return { state: nothingWatched, effects: [...cut, ...cleared(contradicted)] };
}

function seen(state: WitnessState, value: number): WitnessStep {
  const { awaited, contradicted } = state;
  if (awaited)
    return agrees(awaited.expects, value) ? corroborated(awaited, contradicted, value) : still(state);
  if (contradicted && agrees(contradicted.expects, value))
    return { state: nothingWatched, effects: cleared(contradicted) };
  return still(state);
}

function due({ awaited, contradicted }: WitnessState, value: number | null): WitnessStep {
  const watch = awaited!;
  if (value === null) {
    // the former contradiction was about this value too, or about one that no longer stands
    const isSame = contradicted?.value === watch.value;
    const state = { awaited: null, contradicted: isSame ? contradicted : null };
    return { state, effects: [verdict(watch, 'silent', null), ...(isSame ? [] : cleared(contradicted))] };
  }
  if (agrees(watch.expects, value)) return corroborated(watch, contradicted, value);
  const said = [verdict(watch, 'contradicted', value), { kind: 'raise', watch, value } as const];
  return { state: { awaited: null, contradicted: watch }, effects: [...cleared(contradicted), ...said] };
}

function corroborated(watch: Watch, contradicted: Watch | null, value: number): WitnessStep {
  return {
    state: nothingWatched,
    effects: [verdict(watch, 'corroborated', value), ...cleared(contradicted)],
  };
}

function still(state: WitnessState): WitnessStep {
  return { state, effects: [] };
}

function verdict(watch: Watch, said: WitnessVerdict, value: number | null): WitnessEffect {
  return { kind: 'verdict', watch, verdict: said, value };
}

function cleared(watch: Watch | null): WitnessEffect[] {
  return watch ? [{ kind: 'clear', watch }] : [];
}
