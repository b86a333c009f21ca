// Numbers that prove where they come from: variable, count and a check of both in one Double. A number put together of other
// bytes is not one of them, but for one in sixty thousand of those that are whole at all.

const checkSpan = 65_536;
const countSpan = 2 ** 24;

/** A whole number below 2^48: variable from 0 to 127, count from 1. */
export function genuine(variable: number, count: number): number {
  const subject = (variable + 1) * countSpan + (count % countSpan);
  return subject * checkSpan + checkOf(subject);
}

/** The variable that the number belongs to; null for a number that nobody sent. */
export function variableOf(value: number): number | null {
  const subject = Math.floor(value / checkSpan);
  const isSound =
    Number.isSafeInteger(value) && subject >= countSpan && checkOf(subject) === value % checkSpan;
  return isSound ? Math.floor(subject / countSpan) - 1 : null;
}

/** The count of such a number. */
export function countOf(value: number): number {
  return Math.floor(value / checkSpan) % countSpan;
}

function checkOf(subject: number): number {
  let mixed = (subject % 0x1_0000_0000) ^ Math.floor(subject / 0x1_0000_0000);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x119de1f3);
  return (((mixed ^ (mixed >>> 13)) >>> 0) % (checkSpan - 1)) + 1;
}
