// The panel's files on a real socket: the page, hashed files, ways out of the folder, a panel not built.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWebServer } from '../../../web/server/index.ts';
import { type SmallServer, smallServer } from './small-server.ts';

const panelFolder = mkdtempSync(path.join(tmpdir(), 'panel-'));
let server: SmallServer;
let base = '';
let port = 0;
let running: Awaited<ReturnType<typeof startWebServer>>;

beforeAll(async () => {
  writeFileSync(path.join(panelFolder, 'index.html'), '<!doctype html><title>panel</title>');
  mkdirSync(path.join(panelFolder, 'assets'));
  writeFileSync(path.join(panelFolder, 'assets', 'main-abc123.js'), 'export {};');
  server = await smallServer({ panelFolder });
  running = await startWebServer(server.options);
  port = running.port;
  base = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await running.close();
  await server.close();
  rmSync(panelFolder, { recursive: true });
});

describe("the panel's files", () => {
  test.each(['/', '/spaces/t1-101', '/alarms?state=open', '/trend.view'])('%s is the page', async (url) => {
    const answer = await fetch(base + url);
    expect(await answer.text()).toContain('<title>panel</title>');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  test('hashed files are kept for ever', async () => {
    const answer = await fetch(`${base}/assets/main-abc123.js`);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toContain('javascript');
  });

  test.each(['/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/..%5c..%5cx'])(
    '%s leads nowhere',
    async (url) => {
      const answer = await new Promise<string>((resolve) => {
        http.get({ port, path: url }, (response) => {
          let text = '';
          response.on('data', (bytes) => {
            text += bytes;
          });
          response.on('end', () => resolve(text));
        });
      });
      expect(answer).not.toContain('root:');
    },
  );

  test('a panel not built says how to build it', async () => {
    const unbuilt = await startWebServer({ ...server.options, panelFolder: '/nowhere' });
    const answer = await fetch(`http://127.0.0.1:${unbuilt.port}/`);
    expect(await answer.text()).toMatch(/界面尚未构建[\s\S]*npm run build/);
    expect(answer.status).toBe(503);
    await unbuilt.close();
  });
});

test('a taken port rejects with EADDRINUSE and leaves nothing behind', async () => {
  const listeners = server.latest.listeners;
  await expect(startWebServer({ ...server.options, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(server.latest.listeners).toBe(listeners);
});
