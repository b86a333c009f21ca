// The hub's side of the control socket: commands of the same user ask, progress and the answer go back as JSON lines.
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CampusError, errorTable } from '@campus/campus-model';
import type { Log } from '@campus/runtime';
import { CommandFailure, exitCodes } from '../words.ts';
import { type ControlLine, mostBodyBytes, signOfLifeMs } from './control-lines.ts';
import { controlPath, makeControlFolder } from './control-path.ts';

export interface ControlCall {
  readonly body: unknown;
  /** One line of progress to whoever asked; any JSON value. */
  tell(progress: unknown): void;
  /** Aborted when whoever asked has gone, or the hub ends. */
  readonly signal: AbortSignal;
}

/** What the hub can be asked, by name. An answer is any JSON value; a CommandFailure is told as it is. */
export type ControlHandlers = Readonly<Record<string, (call: ControlCall) => Promise<unknown>>>;

export interface ControlOptions {
  /** The hub's folder, taken by this process. */
  readonly folder: string;
  readonly handlers: ControlHandlers;
  readonly log: Log;
}

export interface RunningControl {
  close(): Promise<void>;
}

/** People and a scheduler; more at once is a loop gone wild. */
const mostConnections = 16;

/**
 * Listens for commands. A socket that a killed hub left is replaced: the lock of the folder says who owns it. Where
 * there can be none the hub goes on without, and commands say so.
 */
export async function startControl(options: ControlOptions): Promise<RunningControl> {
  const path = controlPath(options.folder);
  const calls = new Set<{ readonly abort: AbortController; readonly done: Promise<void> }>();
  const server = createServer((request, response) => {
    const abort = new AbortController();
    const call = { abort, done: answer(request, response, options, abort) };
    calls.add(call);
    void call.done.finally(() => calls.delete(call));
  });
  server.maxConnections = mostConnections;
  const isListening = await listen(server, path, options.log);
  return {
    async close() {
      if (!isListening) return;
      for (const { abort } of calls) abort.abort();
      await Promise.all([...calls].map(({ done }) => done));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, path: string, log: Log): Promise<boolean> {
  try {
    if (process.platform !== 'win32') {
      makeControlFolder(path);
      rmSync(path, { force: true });
    }
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(path, () => resolve());
    });
    server.on('error', (error) => log.warn({ error: error.message }, 'the control socket has failed'));
    return true;
  } catch (error) {
    log.warn({ path, error: (error as Error).message }, 'no control socket: commands cannot ask this hub');
    return false;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { handlers, log }: ControlOptions,
  abort: AbortController,
): Promise<void> {
  response.on('close', () => abort.abort());
  response.on('error', () => abort.abort());
  const write = (line: ControlLine): void => {
    if (!response.destroyed) response.write(`${JSON.stringify(line)}\n`);
  };
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const signsOfLife = setInterval(() => write({}), signOfLifeMs);
  try {
    const name = request.url?.slice(1) ?? '';
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    if (!handler || request.method !== 'POST') throw unknownCommand(name);
    const body = await readBody(request);
    const tell = (progress: unknown): void => write({ progress });
    write({ done: (await handler({ body, tell, signal: abort.signal })) ?? null });
  } catch (error) {
    if (!(error instanceof CommandFailure)) log.warn({ error: String(error) }, 'a command has failed');
    write({ failed: failureOf(error) });
  } finally {
    clearInterval(signsOfLife);
    response.end();
  }
}

function unknownCommand(name: string): CommandFailure {
  return new CommandFailure({
    zh: `运行中的中枢不认识命令“${name}”：它的版本与本命令不同。请重启中枢后重试。`,
    en: `The running hub does not know "${name}": its version is not the one of this command. Start it anew and try again.`,
  });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBodyBytes) throw new CampusError('body-too-large');
    parts.push(part);
  }
  try {
    return bytes === 0 ? null : JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new CampusError('input-invalid', 'The body is no JSON.');
  }
}

function failureOf(error: unknown): NonNullable<ControlLine['failed']> {
  if (error instanceof CommandFailure) return { text: error.text, exitCode: error.exitCode };
  if (error instanceof CampusError) {
    const { zh, en } = errorTable[error.code];
    const more = error.detail ? ` ${error.detail}` : '';
    return { text: { zh: `${zh}${more}`, en: `${en}${more}` }, exitCode: exitCodes.failed };
  }
  const why = error instanceof Error ? error.message : String(error);
  return { text: { zh: why, en: why }, exitCode: exitCodes.failed };
}
