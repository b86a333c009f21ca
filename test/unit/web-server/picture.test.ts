// A camera's picture through the server: what is passed on, and what a bad camera cannot do.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorView } from '@campus/campus-model';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp } from '../../../web/server/web-app.ts';
import { smallCampus } from './small-campus.ts';
import { type SmallServer, smallServer } from './small-server.ts';

let server: SmallServer;
beforeAll(async () => {
  server = await smallServer();
});
afterAll(() => server.close());

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A camera that answers so; the picture as the server gives it. */
async function throughServer(answer: http.RequestListener, asked = 1) {
  const camera = http.createServer(answer);
  await new Promise<void>((resolve) => camera.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    camera.closeAllConnections();
    camera.close();
  });
  const { options, tokens } = server;
  const { port } = camera.address() as AddressInfo;
  const campus = smallCampus(`http://127.0.0.1:${port}/still`);
  const index = indexCampus(campus, options.models);
  const { app } = await createWebApp({ ...options, campus, index }, () => 0);
  endings.push(() => app.close());
  const ask = () =>
    app.inject({
      url: '/api/v1/devices/t1-gate-cam/picture',
      headers: { cookie: `campus_session=${tokens.security}` },
    });
  return Promise.all(Array.from({ length: asked }, ask));
}

describe('picture', () => {
  test('is passed on, never kept, and opened by itself it is only a picture', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
    const [answer] = await throughServer((request, reply) => {
      expect(request.url).toBe('/still');
      expect(request.headers.cookie).toBeUndefined();
      reply.setHeader('content-type', 'image/jpeg').end(bytes);
    });
    expect(answer!.rawPayload).toEqual(bytes);
    expect(answer!.headers).toMatchObject({ 'content-type': 'image/jpeg', 'cache-control': 'no-store' });
    expect(answer!.headers['content-security-policy']).toContain('sandbox');
  });

  test('several who look at once cost the camera one request', async () => {
    let requests = 0;
    const answers = await throughServer((_request, reply) => {
      requests += 1;
      setTimeout(() => reply.setHeader('content-type', 'image/svg+xml').end('<svg/>'), 50);
    }, 5);
    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 5 }, () => '<svg/>'));
    expect(requests).toBe(1);
  });

  test.each<[string, http.RequestListener, RegExp]>([
    [
      'a page instead of a picture',
      (_q, r) => r.setHeader('content-type', 'text/html').end('<script>'),
      /text\/html/,
    ],
    ['an error', (_q, r) => r.writeHead(500, { 'content-type': 'image/png' }).end(), /HTTP 500/],
    [
      'a way elsewhere',
      (_q, r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /no connection/,
    ],
    ['no answer', () => {}, /within 2000 ms/],
    ['a torn connection', (_q, r) => r.destroy(), /no connection/],
    ['a picture without end', endless, /over \d+ bytes/],
    [
      'a picture that stops half-way',
      (_q, r) => r.setHeader('content-type', 'image/png').write('x'),
      /within 2000 ms/,
    ],
  ])('%s', async (_name, camera, detail) => {
    const [answer] = await throughServer(camera);
    expect(answer!.statusCode).toBe(502);
    expect(answer!.json<ErrorView>()).toMatchObject({
      code: 'picture-unavailable',
      detail: expect.stringMatching(detail),
    });
  });
});

function endless(_request: http.IncomingMessage, reply: http.ServerResponse): void {
  reply.setHeader('content-type', 'image/jpeg');
  const chunk = Buffer.alloc(65_536);
  const send = () => {
    while (!reply.destroyed && reply.write(chunk));
  };
  reply.on('drain', send);
  send();
}
