// Objects and their properties as the driver asks for them, and what the library made of an answer.
import type { Failure } from '../polling/dialect.ts';

/** Property identifiers (ASHRAE 135, clause 21). */
export const properties = { presentValue: 85, reliability: 103, statusFlags: 111 } as const;

export interface ObjectId {
  readonly type: number;
  readonly instance: number;
}

/** A property's value as the library decodes it; an error stands as its own tag. */
export interface PropertyValue {
  readonly tag: number;
  readonly value: unknown;
}

/** What came of one object: values by property. */
export interface ObjectValues {
  readonly object: ObjectId;
  readonly values: ReadonlyMap<number, PropertyValue>;
}

export type LinkAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const tags = {
  null: 0,
  boolean: 1,
  unsigned: 2,
  signed: 3,
  real: 4,
  double: 5,
  characters: 7,
  bits: 8,
  enumerated: 9,
} as const;

export function objectKey({ type, instance }: ObjectId): string {
  return `${type}:${instance}`;
}

/** Why a request failed, from the error that the library throws. */
export function failureOf(error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  if (detail.startsWith('ERR_')) return { kind: 'timeout', detail };
  const isAnswer = detail.startsWith('BacnetError') || detail.startsWith('BacnetAbort');
  return { kind: isAnswer ? 'refused' : 'garbled', detail };
}
