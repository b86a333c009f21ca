// What a search is pointed at, as people write it: HOST, HOST:PORT, [IPv6]:PORT or a URL.
import type { Text } from '@campus/campus-model';
import { CommandFailure, exitCodes } from '../words.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  /** Of a URL, with its slash; empty where there is none. */
  readonly path: string;
}

/** Throws CommandFailure. `scheme` may be left out by whoever writes it. */
export function readTarget(text: string, scheme: string, usualPort: number): Target {
  const url = urlOf(text.includes('://') ? text : `${scheme}://${text}`);
  if (!url || url.protocol !== `${scheme}:` || url.hostname === '') throw wrong(text, scheme, usualPort);
  const { username, password, pathname } = url;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? usualPort : Number(url.port),
    path: pathname === '/' ? '' : pathname,
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
  };
}

function urlOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function wrong(text: string, scheme: string, port: number): CommandFailure {
  const words: Text = {
    zh: `“${text}”：应为 主机、主机:端口 或 ${scheme}://主机:${port}。`,
    en: `"${text}": expected HOST, HOST:PORT or ${scheme}://HOST:${port}.`,
  };
  return new CommandFailure(words, exitCodes.usage);
}

/** `1-20` or `7`, within limits. Throws CommandFailure. */
export function readSpan(text: string, least: number, most: number, mostNumbers: number) {
  const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text.trim());
  const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (match && first >= least && first <= last && last <= most && last - first < mostNumbers)
    return { first, last };
  throw new CommandFailure(
    {
      zh: `“${text}”：应为 ${least} 至 ${most} 之间的范围，如 1-20，最多 ${mostNumbers} 个。`,
      en: `"${text}": expected a span within ${least} and ${most}, such as 1-20, of at most ${mostNumbers}.`,
    },
    exitCodes.usage,
  );
}

/** `60s`, `5m` or `90` (seconds), in milliseconds. Throws CommandFailure. */
export function readDuration(text: string): number {
  const match = /^(\d{1,5})(s|m)?$/.exec(text.trim());
  const ms = Number(match?.[1]) * (match?.[2] === 'm' ? 60_000 : 1_000);
  if (match && ms >= 1_000 && ms <= longestMs) return ms;
  throw new CommandFailure(
    {
      zh: `“${text}”：应为 1 秒至 1 小时，如 60s、5m。`,
      en: `"${text}": expected one second to one hour, such as 60s or 5m.`,
    },
    exitCodes.usage,
  );
}

const longestMs = 3_600_000;

/** An id of an endpoint from where it is. */
export function endpointId(protocol: string, host: string, port?: number): string {
  const plain = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${protocol}-${plain}${port === undefined ? '' : `-${port}`}`.slice(0, 64).replace(/-+$/, '');
}
