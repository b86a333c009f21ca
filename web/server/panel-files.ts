// The built panel: hashed files for ever, its page never from a cache, and every path of its own router.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CampusError } from '@campus/campus-model';
import fastifyStatic from '@fastify/static';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';
import { answerError } from './error-view.ts';

const page = 'index.html';
const hashedFolder = 'assets/';

const notBuiltPage = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>Smart Campus</title>
<p>界面尚未构建。请运行 <code>npm run build</code>，然后重新启动。</p>
<p lang="en">The panel has not been built. Run <code>npm run build</code>, then start again.</p>
</html>`;

/** What no route of the API knows is a file of the panel, a page of its router, or a 404 in JSON. */
export async function addPanel(app: App, panelFolder: string): Promise<void> {
  const isBuilt = existsSync(path.join(panelFolder, page));
  await app.register(fastifyStatic, {
    serve: false,
    root: panelFolder,
    cacheControl: false,
    suppressWarning: true,
  });
  app.get('/*', {
    config: { access: 'public', rateLimit: false },
    schema: { hide: true },
    handler: (request, reply) => {
      const file = (request.params as { '*': string })['*'];
      if (!isBuilt || file === '' || isOfServer(request)) {
        reply.callNotFound();
        return;
      }
      const isHashed = file.startsWith(hashedFolder);
      void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      reply.sendFile(file);
    },
  });
  app.setNotFoundHandler((request, reply) => {
    void reply.header('cache-control', 'no-cache');
    if (!mayBePage(request)) answerError(new CampusError('not-found'), request, reply);
    else if (isBuilt) reply.sendFile(page);
    else reply.code(503).type('text/html; charset=utf-8').send(notBuiltPage);
  });
}

function isOfServer({ url }: FastifyRequest): boolean {
  return /^\/(api|live)([/?]|$)/.test(url);
}

/** A missing file must not answer with the page: a browser would run it as a script. */
function mayBePage(request: FastifyRequest): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && !isOfServer(request) && !request.url.startsWith(`/${hashedFolder}`);
}
