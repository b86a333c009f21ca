// HTTP digest authentication (RFC 7616) with `qop=auth`: MD5 and SHA-256, as cameras, door stations and relays ask for it.
import { createHash, randomBytes } from 'node:crypto';

export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: 'MD5' | 'SHA-256';
}

interface DigestRequest {
  readonly method: string;
  readonly path: string;
  readonly username: string;
  readonly password: string;
  /** How often this nonce was used, from 1. */
  readonly count: number;
}

const parameter = /([a-z]{2,12})=(?:"([^"]{0,512})"|([^\s,"]{1,512}))/gi;
/** A challenge has some hundred characters. */
const longestChallenge = 2_000;

/** Null where it is no digest challenge that can be answered. */
export function digestChallenge(header: string | undefined): DigestChallenge | null {
  if (!header || header.length > longestChallenge || !/^digest\s/i.test(header)) return null;
  const given = new Map<string, string>();
  for (const [, name, quoted, bare] of header.matchAll(parameter)) {
    given.set(name!.toLowerCase(), quoted ?? bare!);
  }
  const algorithm = (given.get('algorithm') ?? 'MD5').toUpperCase();
  const nonce = given.get('nonce');
  const offered = (given.get('qop') ?? '').split(',').map((qop) => qop.trim());
  if (!nonce || !offered.includes('auth')) return null;
  if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return null;
  return { realm: given.get('realm') ?? '', nonce, opaque: given.get('opaque') ?? null, algorithm };
}

/** The `Authorization` header that answers a challenge (RFC 7616, 3.4). */
export function digestAnswer(
  challenge: DigestChallenge,
  request: DigestRequest,
  cnonce = randomBytes(12).toString('hex'),
): string {
  const { realm, nonce, opaque, algorithm } = challenge;
  const { method, path, username, password, count } = request;
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const nc = count.toString(16).padStart(8, '0');
  const secret = hash(`${username}:${realm}:${password}`);
  const response = hash(`${secret}:${nonce}:${nc}:${cnonce}:auth:${hash(`${method}:${path}`)}`);
  const parts = [
    `username="${username}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${path}"`,
    `algorithm=${algorithm}`,
    'qop=auth',
    `nc=${nc}`,
    `cnonce="${cnonce}"`,
    `response="${response}"`,
    ...(opaque === null ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${parts.join(', ')}`;
}
