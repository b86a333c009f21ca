// What came of asking a projector, and what it means for a reading, a command and the device.
import type { ErrorCode, StatusName } from '@campus/campus-model';
import type { WriteResult } from '../driver.ts';
import type { Answer, PjlinkError } from './codec.ts';

/** No answer that could be used. */
export interface Failure {
  readonly kind: 'unreachable' | 'lost' | 'timeout' | 'garbled' | 'wrong-password';
  readonly detail: string;
}

export type Outcome =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly failure: Failure };

const statusOfFailure: Readonly<Record<Failure['kind'], StatusName>> = {
  unreachable: 'notConnected',
  lost: 'notConnected',
  timeout: 'timeout',
  garbled: 'decodingError',
  'wrong-password': 'configurationError',
};

/** The reason a point has no value. */
export function statusNameOf(failure: Failure): StatusName {
  return statusOfFailure[failure.kind];
}

const statusOfError: Readonly<Record<PjlinkError, StatusName>> = {
  ERR1: 'configurationError',
  ERR2: 'configurationError',
  // A projector in standby or warming up has no input and no mute: the point is out of service for now.
  ERR3: 'outOfService',
  ERR4: 'deviceFailure',
};

/** The reason a point has no value where the projector answers with an error. */
export function statusNameOfError(code: PjlinkError): StatusName {
  return statusOfError[code];
}

const errorOfFailure: Readonly<Record<Failure['kind'], ErrorCode>> = {
  unreachable: 'device-silent',
  lost: 'device-silent',
  timeout: 'device-silent',
  garbled: 'device-answer-garbled',
  'wrong-password': 'command-refused-by-device',
};

export function refused(reason: ErrorCode, detail: string): WriteResult {
  return { ok: false, reason, detail };
}

const neverLeft: readonly Failure['kind'][] = ['unreachable', 'wrong-password'];

function unanswered({ kind, detail }: Failure): WriteResult {
  return { ok: false, reason: errorOfFailure[kind], detail, mayHaveActed: !neverLeft.includes(kind) };
}

/** What a command's outcome is to who gave it. `isBusy`: the projector warms up or cools down. */
export function writeResultOf(outcome: Outcome, isBusy: boolean): WriteResult {
  if (!outcome.ok) return unanswered(outcome.failure);
  const { answer } = outcome;
  if (answer.kind === 'error') return refusedBy(answer.code, isBusy);
  if (answer.parameter.toUpperCase() === 'OK') return { ok: true };
  return refused('device-answer-garbled', `expected OK, got ${answer.parameter.slice(0, 40)}`);
}

function refusedBy(code: PjlinkError, isBusy: boolean): WriteResult {
  switch (code) {
    case 'ERR1':
      return refused('command-refused-by-device', 'the projector does not know this command (ERR1)');
    case 'ERR2':
      return refused('value-out-of-range', 'the projector has no such setting or input (ERR2)');
    case 'ERR3':
      return isBusy
        ? refused('device-busy', 'the projector is warming up or cooling down (ERR3)')
        : refused('command-refused-by-device', 'not while the projector is as it is, perhaps off (ERR3)');
    case 'ERR4':
      return refused('command-refused-by-device', 'the projector has a fault (ERR4)');
  }
}
