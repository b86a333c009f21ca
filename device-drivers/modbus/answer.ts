// What may come back on a request, and what each trouble means for quality and for commands.
import type { ErrorCode, StatusName } from '@campus/campus-model';

export interface Failure {
  /** `lost`: the connection broke; `garbled`: an answer that fits no rule; `exception`: the device said no. */
  readonly kind: 'timeout' | 'lost' | 'garbled' | 'exception';
  /** Exception code (Modbus Application Protocol V1.1b3, 7). */
  readonly code?: number;
  readonly detail: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** The device says that there is no such register, or not so many at once. */
const refusals = new Set([1, 2, 3]);
/** The gateway says that the device behind it does not answer (0A path unavailable, 0B target failed to respond). */
const gatewaySilences = new Set([0x0a, 0x0b]);

/** No sign of life from the unit itself. */
export function isSilence(failure: Failure): boolean {
  return failure.kind === 'timeout' || failure.kind === 'lost' || gatewaySilences.has(failure.code ?? 0);
}

/** The unit is there but refuses this very read. */
export function isRefusal(failure: Failure): boolean {
  return failure.kind === 'exception' && refusals.has(failure.code ?? 0);
}

/** Quality of the points that the request was to bring. */
export function statusNameOf(failure: Failure): StatusName {
  if (failure.kind === 'lost') return 'notConnected';
  if (failure.kind === 'garbled') return 'communicationError';
  if (isSilence(failure)) return 'timeout';
  return isRefusal(failure) ? 'configurationError' : 'deviceFailure';
}

/** Why a write failed, as a person is told. */
export function writeErrorOf(failure: Failure): ErrorCode {
  if (failure.kind === 'garbled') return 'device-answer-garbled';
  return isSilence(failure) ? 'device-silent' : 'command-refused-by-device';
}

/** Exceptions after which the write may be done all the same: 05 takes its time, 0B got no answer from the unit. */
const openExceptions = new Set([0x05, 0x0b]);

/** Whether a write that ended so may have been obeyed. */
export function leavesOpen({ kind, code }: Failure): boolean {
  return kind !== 'exception' || openExceptions.has(code ?? 0);
}
