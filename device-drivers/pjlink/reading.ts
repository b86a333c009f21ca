// What an answer says of a point: a value that was judged, or the reason why there is none.
import { status } from '@campus/campus-model/plain';
import type { Reading } from '../driver.ts';
import { judgeValue, missing } from '../sampling.ts';
import type { Answer } from './codec.ts';
import { statusNameOfError } from './outcome.ts';
import type { Place } from './questions.ts';

/** A text has no number: its reading is good and NaN. */
export function readingOf({ item, address, driverPoint }: Place, answer: Answer): Reading {
  if (answer.kind === 'error') return missing(status[statusNameOfError(answer.code)]);
  const told = item.decode(answer.parameter, address.lamp);
  if (typeof told === 'string') return { value: Number.NaN, status: status.good };
  return told === null ? missing(status.decodingError) : judgeValue(driverPoint.point, told);
}
