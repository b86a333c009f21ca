// One way out for everything that goes wrong: an ErrorView with a stable code, never a stack.
import type { Socket } from 'node:net';
import { CampusError, type ErrorCode, type ErrorView, errorTable, mistakesOf } from '@campus/campus-model';
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';

const mostMistakesNamed = 5;

const codeByFastifyCode: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_BAD_URL: 'input-invalid',
};

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'sign-in-needed',
  403: 'forbidden',
  404: 'not-found',
  413: 'body-too-large',
  429: 'too-many-requests',
};

export function errorView(code: ErrorCode, detail: string | null = null): ErrorView {
  const { zh, en } = errorTable[code];
  return { code, message: { zh, en }, detail };
}

/** Judges input with zod; a mistake names the field, what was found and what was expected. */
export const validateInput: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  return (input: unknown) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return { value: parsed.data };
    return { error: new CampusError('input-invalid', describeMistakes(parsed.error, input)) };
  };
};

function describeMistakes(error: z.ZodError, input: unknown): string {
  return mistakesOf(error, input)
    .slice(0, mostMistakesNamed)
    .map(({ path, found, expected }) => `${path.join('.') || 'body'}: ${found} (${expected})`)
    .join('; ');
}

/** The code and detail that a person may see of any error; null detail where it would tell too much. */
function explainError(error: Partial<FastifyError>): { code: ErrorCode; detail: string | null } {
  if (error instanceof CampusError) return { code: error.code, detail: error.detail ?? null };
  const status = error.statusCode ?? 500;
  const known = codeByFastifyCode[error.code ?? ''] ?? codeByStatus[status];
  if (known) return { code: known, detail: null };
  if (status < 400 || status >= 500) return { code: 'internal', detail: null };
  return { code: 'input-invalid', detail: error.message ?? null };
}

export function answerError(
  error: Partial<FastifyError>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { code, detail } = explainError(error);
  if (code === 'internal')
    request.log.error({ err: error, method: request.method, url: request.url }, 'failed');
  void reply
    .code(errorTable[code].status)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(errorView(code, detail));
}

/** What is no HTTP, or took too long to come: answered in the same form, and the connection ends. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(errorView('input-invalid', error.code ?? null));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
