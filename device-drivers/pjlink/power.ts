// Power that is never fought: what to do with an order, given what the projector says it is doing. Pure.
import { power } from './items.ts';

export type PowerVerdict =
  | 'send'
  /** It is so, or on its way there: nothing is sent. */
  | 'under-way'
  /** On its way to the opposite: an order now would be refused, or cost the lamp its life. */
  | 'busy';

/** The verdict on an order (0 off, 1 on) in a state that POWR told; an unknown state lets the projector decide. */
export function judgePower(state: number, wanted: number): PowerVerdict {
  if (state === power.cooling) return wanted === power.off ? 'under-way' : 'busy';
  if (state === power.warming) return wanted === power.on ? 'under-way' : 'busy';
  return state === wanted ? 'under-way' : 'send';
}

/** Whether a state is one of warming up or cooling down. */
export function isUnderWay(state: number | null): boolean {
  return state === power.cooling || state === power.warming;
}

/** Why an order (0 off, 1 on) was not sent, and when to try again. */
export function busyText(wanted: number): string {
  return wanted === power.on
    ? 'the projector is cooling down and was not switched on: try again when it is off, in a minute or two'
    : 'the projector is warming up and was not switched off: try again when it is on, within a minute';
}
