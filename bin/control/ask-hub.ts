// The command's side of the control socket: asks the hub that runs on a folder, if one does.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { CommandFailure } from '../words.ts';
import { type ControlLine, controlLineSchema, longestLineBytes, longestSilenceMs } from './control-lines.ts';
import { controlPath, whyNotOurs } from './control-path.ts';

export interface HubQuestion {
  /** The hub's folder. */
  readonly folder: string;
  /** The name of one of its ControlHandlers. */
  readonly name: string;
  readonly body: unknown;
  readonly signal?: AbortSignal;
  onProgress?(progress: unknown): void;
}

/**
 * The running hub's answer; null where no hub runs on this folder. Rejects with the hub's own CommandFailure, or with
 * one that says that the hub ended or hangs.
 */
export async function askHub(question: HubQuestion): Promise<{ done: unknown } | null> {
  const path = controlPath(question.folder);
  const why = whyNotOurs(path);
  if (why) throw new CommandFailure({ zh: `无法询问中枢：${why}。`, en: `The hub cannot be asked: ${why}.` });
  const answer = await send(path, question);
  return answer && readAnswer(answer, question);
}

function send(socketPath: string, { name, body, signal }: HubQuestion): Promise<IncomingMessage | null> {
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request(
      {
        socketPath,
        path: `/${name}`,
        method: 'POST',
        timeout: longestSilenceMs,
        ...(signal ? { signal } : {}),
      },
      resolve,
    );
    asked.on('timeout', () => asked.destroy(new Error('the hub does not answer')));
    asked.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else reject(gone(error));
    });
    asked.end(JSON.stringify(body));
  });
}

async function readAnswer(answer: IncomingMessage, question: HubQuestion): Promise<{ done: unknown }> {
  let rest = '';
  try {
    for await (const part of answer.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + part).split('\n');
      rest = lines.pop()!;
      if (rest.length > longestLineBytes) throw new Error('a line without end');
      for (const text of lines) {
        const line = controlLineSchema.parse(JSON.parse(text));
        if ('done' in line) return { done: line.done };
        told(line, question);
      }
    }
  } catch (error) {
    throw error instanceof CommandFailure ? error : gone(error as Error);
  }
  throw gone(new Error('it ended before it had answered'));
}

function told({ progress, failed }: ControlLine, { onProgress }: HubQuestion): void {
  if (failed) throw new CommandFailure(failed.text, failed.exitCode);
  if (progress !== undefined) onProgress?.(progress);
}

function gone(error: Error): CommandFailure {
  return new CommandFailure({
    zh: `中枢没有完成此命令（${error.message}）。请查看它的日志，然后重试。`,
    en: `The hub did not finish this command (${error.message}). Look at its log, then try again.`,
  });
}
