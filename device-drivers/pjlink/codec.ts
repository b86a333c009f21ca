// PJLink lines, there and back (PJLink Specifications 2.10, JBMIA). Pure; whatever comes in, a result comes out.
// What a parameter means is told by items.ts.
import { createHash } from 'node:crypto';

/** `ERR1` undefined command, `ERR2` out of parameter, `ERR3` unavailable time, `ERR4` projector failure (2.6). */
export type PjlinkError = 'ERR1' | 'ERR2' | 'ERR3' | 'ERR4';

export type Answer =
  | { readonly kind: 'value'; readonly parameter: string }
  | { readonly kind: 'error'; readonly code: PjlinkError };

export type Greeting =
  | { readonly kind: 'open' }
  /** The first command must carry a digest made with these eight letters. */
  | { readonly kind: 'locked'; readonly random: string };

export const wrongPassword = 'PJLINK ERRA';

const errors: readonly string[] = ['ERR1', 'ERR2', 'ERR3', 'ERR4'] satisfies PjlinkError[];

/** What the projector says first (2.5); null where it is something else. */
export function decodeGreeting(line: string): Greeting | null {
  if (/^PJLINK 0$/i.test(line)) return { kind: 'open' };
  const random = /^PJLINK 1 ([0-9a-f]{8})$/i.exec(line)?.[1];
  return random === undefined ? null : { kind: 'locked', random };
}

/** What the first command begins with: MD5 of random letters and password, in hexadecimal (2.5). */
export function digestOf(random: string, password: string): string {
  return createHash('md5').update(`${random}${password}`).digest('hex');
}

/** A command line; `?` asks. */
export function encodeCommand(header: string, parameter: string): string {
  return `${header} ${parameter}\r`;
}

/** The answer to a command with this header (`%1POWR`); null where the line is no answer to it. */
export function decodeAnswer(header: string, line: string): Answer | null {
  const answered = line.slice(0, header.length);
  if (answered.toUpperCase() !== header || line[header.length] !== '=') return null;
  const parameter = line.slice(header.length + 1);
  const code = parameter.toUpperCase();
  if (errors.includes(code)) return { kind: 'error', code: code as PjlinkError };
  return { kind: 'value', parameter };
}

export interface Notice {
  /** `LKUP`, `ERST`, `POWR` or `INPT` of a notice, `ACKN` of an answer to a search (3.2, 3.3). */
  readonly body: string;
  readonly parameter: string;
}

/** A class 2 datagram; null where it is something else. */
export function decodeNotice(bytes: Buffer): Notice | null {
  const found = /^%2(LKUP|ERST|POWR|INPT|ACKN)=([\x20-\x7e]{1,128})\r?\n?$/i.exec(bytes.toString('latin1'));
  return found ? { body: found[1]!.toUpperCase(), parameter: found[2]!.trim() } : null;
}
