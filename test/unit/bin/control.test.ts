// The control socket: what commands ask of a running hub, and what they are told when there is none or it goes away.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentLog } from '@campus/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { askHub } from '../../../bin/control/ask-hub.ts';
import { controlPath } from '../../../bin/control/control-path.ts';
import { type ControlHandlers, startControl } from '../../../bin/control/control-server.ts';
import { CommandFailure, exitCodes } from '../../../bin/words.ts';
import { until } from '../../harness/campus-run.ts';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'campus-control-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function hub(handlers: ControlHandlers, folder = temporary()) {
  const control = await startControl({ folder, handlers, log: silentLog });
  onTestFinished(() => control.close());
  return { folder, control };
}

test('a command is answered, and told of the progress before', async () => {
  const { folder } = await hub({
    async count({ body, tell }) {
      for (let step = 1; step <= 3; step++) tell({ step });
      return { asked: body };
    },
  });
  const told: unknown[] = [];
  const onProgress = (progress: unknown) => told.push(progress);
  const answer = await askHub({ folder, name: 'count', body: { to: '三' }, onProgress });
  expect(answer).toEqual({ done: { asked: { to: '三' } } });
  expect(told).toEqual([{ step: 1 }, { step: 2 }, { step: 3 }]);
});

test('an answer of nothing is an answer', async () => {
  const { folder } = await hub({ async quiet() {} });
  expect(await askHub({ folder, name: 'quiet', body: null })).toEqual({ done: null });
});

test('where no hub runs there is no answer, also where a killed one left its socket', async () => {
  const folder = temporary();
  expect(await askHub({ folder, name: 'count', body: null })).toBeNull();
  mkdirSync(join(folder, 'control'), { mode: 0o700 });
  const left = createServer().listen(join(folder, 'control/hub.sock'));
  await until(() => left.listening, 5_000);
  left.close();
  writeFileSync(join(folder, 'control/hub.sock'), '');
  expect(await askHub({ folder, name: 'count', body: null })).toBeNull();
  await hub({ count: async () => 1 }, folder);
  expect(await askHub({ folder, name: 'count', body: null })).toEqual({ done: 1 });
});

test('the hub says in both languages and with an exit code why it refuses', async () => {
  const text = { zh: '不行', en: 'no' };
  const { folder } = await hub({
    refuse: () => Promise.reject(new CommandFailure(text, exitCodes.hopeless)),
  });
  const refused = askHub({ folder, name: 'refuse', body: null });
  await expect(refused).rejects.toMatchObject({ text, exitCode: exitCodes.hopeless });
});

test('a command that this hub does not know is said to be of another version', async () => {
  const { folder } = await hub({});
  await expect(askHub({ folder, name: 'toString', body: null })).rejects.toThrow(/does not know "toString"/);
});

test('a hub that ends under a command breaks it off, and the command says so', async () => {
  let isBrokenOff = false;
  const { folder, control } = await hub({
    wait: ({ tell, signal }) =>
      new Promise((_, reject) => {
        tell('waiting');
        signal.addEventListener('abort', () => {
          isBrokenOff = true;
          reject(new Error('the hub ends'));
        });
      }),
  });
  let isWaiting = false;
  const asked = askHub({ folder, name: 'wait', body: null, onProgress: () => (isWaiting = true) });
  const outcome = asked.catch((error: Error) => error);
  await until(() => isWaiting, 5_000);
  await control.close();
  expect(await outcome).toBeInstanceOf(CommandFailure);
  expect(isBrokenOff).toBe(true);
});

test('whoever stops asking breaks the work off', async () => {
  let isBrokenOff = false;
  const { folder } = await hub({
    wait: ({ tell, signal }) => {
      tell('waiting');
      signal.addEventListener('abort', () => {
        isBrokenOff = true;
      });
      return new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  });
  const abort = new AbortController();
  const asked = askHub({
    folder,
    name: 'wait',
    body: null,
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  await expect(asked).rejects.toBeInstanceOf(CommandFailure);
  await until(() => isBrokenOff, 5_000);
});

test('only the same user may enter; the folder is closed to others', async () => {
  const { folder } = await hub({});
  expect(statSync(join(folder, 'control')).mode & 0o777).toBe(0o700);
});

test('a path that is too long for a socket moves to the folder of temporary files', async () => {
  const folder = join(temporary(), 'deep/'.repeat(30));
  mkdirSync(folder, { recursive: true });
  const path = controlPath(folder);
  expect(dirname(dirname(path))).toBe(tmpdir());
  expect(Buffer.byteLength(path)).toBeLessThan(104);
  onTestFinished(() => rmSync(dirname(path), { recursive: true, force: true }));
  await hub({ count: async () => 7 }, folder);
  expect(await askHub({ folder, name: 'count', body: null })).toEqual({ done: 7 });
});

test('a socket in a folder that others can enter is not trusted', async () => {
  const folder = temporary();
  mkdirSync(join(folder, 'control'), { mode: 0o777 });
  writeFileSync(join(folder, 'control/hub.sock'), '');
  const { chmodSync } = await import('node:fs');
  chmodSync(join(folder, 'control'), 0o777);
  await expect(askHub({ folder, name: 'count', body: null })).rejects.toThrow(
    /not a folder of this user alone/,
  );
});

test('on Windows it is a pipe by name', () => {
  expect(controlPath('C:\\campus\\data\\hub', 'win32')).toMatch(/^\\\\\.\\pipe\\campus-[0-9a-f]{24}$/);
});

test.each(['{', '[1', '"'.repeat(70_000)])('garbage %# is refused and the hub goes on', async (body) => {
  const { folder } = await hub({ count: async () => 1 });
  const socketPath = controlPath(folder);
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request({ socketPath, path: '/count', method: 'POST' }, async (answer) => {
      let said = '';
      for await (const part of answer) said += part;
      resolve(said);
    });
    asked.once('error', reject).end(body);
  });
  expect(JSON.parse(text)).toHaveProperty('failed');
  expect(await askHub({ folder, name: 'count', body: null })).toEqual({ done: 1 });
  expect(existsSync(socketPath)).toBe(true);
});
