// Why a link could not be made or has ended: in words, as the status of its points, and how soon to try again.
import type { StatusName } from '@campus/campus-model/plain';
import { StatusCode, StatusCodes } from 'node-opcua';

/** `soon`: a line that broke. `later`: somebody has to act, and is looked after. `rarely`: more tries would do harm. */
export type Pace = 'soon' | 'later' | 'rarely';

export class Trouble extends Error {
  readonly status: StatusName;
  readonly pace: Pace;
  /** Told once for each word of this, however often it comes. */
  readonly subject: string;

  constructor(words: string, status: StatusName = 'notConnected', pace: Pace = 'soon', subject = '') {
    super(words);
    this.status = status;
    this.pace = pace;
    this.subject = subject;
  }
}

/** What servers say to a user whom they do not let in. */
const refusedUser: ReadonlySet<string> = new Set([
  'BadIdentityTokenInvalid',
  'BadIdentityTokenRejected',
  'BadUserAccessDenied',
  'BadUserSignatureInvalid',
  'BadNoValidCertificates',
]);

/** What they say to an application whose certificate they do not take. */
const refusedApplication: ReadonlySet<string> = new Set([
  'BadSecurityChecksFailed',
  'BadCertificateUntrusted',
  'BadCertificateInvalid',
  'BadCertificateUriInvalid',
  'BadCertificateUseNotAllowed',
  'BadCertificateTimeInvalid',
  'BadApplicationSignatureInvalid',
]);

/** The StatusCode that a server's refusal carries; null for a broken line, a timeout, nonsense. */
export function codeOf(error: unknown): StatusCode | null {
  if (!(error instanceof Error)) return null;
  const { response, statusCode } = error as { response?: unknown; statusCode?: unknown };
  const header = (response as { responseHeader?: { serviceResult?: unknown } } | undefined)?.responseHeader;
  for (const code of [header?.serviceResult, statusCode]) if (code instanceof StatusCode) return code;
  const [name] = /\bBad[A-Z][A-Za-z]+/.exec(error.message) ?? [];
  const named = name ? (StatusCodes as unknown as Record<string, StatusCode | undefined>)[name] : undefined;
  return named ?? null;
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What an attempt to connect or to open a session failed of. `own` says where our certificate lies. Only a user with a name
 * or a certificate can be locked out by too many attempts.
 */
export function troubleOf(error: unknown, own: string, isNamedUser: boolean): Trouble {
  if (error instanceof Trouble) return error;
  const words = wordsOf(error);
  const name = codeOf(error)?.name ?? '';
  if (refusedUser.has(name)) {
    const pace = isNamedUser ? 'rarely' : 'later';
    return new Trouble(`the server refuses the user: ${name}`, 'loginRefused', pace, 'user');
  }
  if (/user token policy/.test(words)) {
    return new Trouble(`the server takes no users of this kind: ${words}`, 'loginRefused', 'later', 'user');
  }
  if (refusedApplication.has(name)) {
    const todo = `have this gateway's certificate trusted there: ${own}`;
    return new Trouble(
      `the server refuses this application: ${name}; ${todo}`,
      'certificateUntrusted',
      'later',
      'own',
    );
  }
  if (name === 'BadTooManySessions') {
    return new Trouble('the server has no room for another session', 'notConnected', 'later', 'sessions');
  }
  return new Trouble(words.replaceAll(/\s+/g, ' ').trim().slice(0, mostWords));
}

/** The library's words quote whole messages. */
const mostWords = 500;
