// Requests to the hub's API. Every failure becomes an ApiError with a sentence in both languages.
import { type ErrorView, errorTable, type Text } from '@campus/campus-model';
import { learnHubTime } from '../live/clock.ts';

/** The hub answers within its own limits; a silent network is given up after this. */
const requestTimeoutMs = 15_000;

const unreachable: Text = {
  zh: '无法连接到服务器。请检查网络，页面会自动重试。',
  en: 'The server cannot be reached. Check the network; the page keeps trying.',
};

export class ApiError extends Error {
  readonly code: string;
  readonly text: Text;
  readonly detail: string | null;

  constructor({ code, message, detail }: ErrorView) {
    super(message.en);
    this.name = 'ApiError';
    this.code = code;
    this.text = message;
    this.detail = detail;
  }
}

/** Whatever was thrown, as an error that can be shown. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiError({ code: 'internal', message: errorTable.internal, detail });
}

interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Calls `/api/v1<path>` and gives the JSON answer, whose shape the API's schema promises. Throws ApiError. */
export async function api<T>(path: string, { method = 'GET', body, signal }: Request = {}): Promise<T> {
  const answer = await call(`/api/v1${path}`, {
    method,
    headers: { 'X-Campus': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: signal ?? AbortSignal.timeout(requestTimeoutMs),
  });
  learnHubTime(answer.headers.get('Date'));
  const text = await answer.text();
  const parsed = parse(text);
  if (!answer.ok) throw new ApiError(errorOf(parsed, answer.status));
  return parsed as T;
}

/** The bytes of the answer to `/api/v1<path>`, for what is no JSON. Throws ApiError. */
export async function apiBytes(
  path: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<ArrayBuffer> {
  const answer = await call(`/api/v1${path}`, { headers: { 'X-Campus': '1' }, signal: signal ?? null });
  learnHubTime(answer.headers.get('Date'));
  if (!answer.ok) throw new ApiError(errorOf(parse(await answer.text()), answer.status));
  try {
    return await answer.arrayBuffer();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({ code: 'unreachable', message: unreachable, detail: null });
  }
}

async function call(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted && cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({ code: 'unreachable', message: unreachable, detail: null });
  }
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function errorOf(parsed: unknown, httpStatus: number): ErrorView {
  const view = parsed as Partial<ErrorView> | null;
  if (view?.code && view.message)
    return { code: view.code, message: view.message, detail: view.detail ?? null };
  return { code: 'internal', message: errorTable.internal, detail: `HTTP ${httpStatus}` };
}

/** A query string of what is given; lists become comma lists. */
export function queryString(query: Record<string, string | number | readonly string[] | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = given.toString();
  return text === '' ? '' : `?${text}`;
}
