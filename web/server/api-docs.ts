// The API document (OpenAPI 3.1, made from the same schemas that judge requests) and a page to browse it offline.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { WorkerClient } from '@campus/runtime';
import swagger from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { ApiPage, ApiPageOptions, ApiPageWorkerMethods } from './api-page-worker.ts';
import type { App } from './app.ts';
import type { Access } from './gate.ts';
import { schemaRegistry } from './schemas.ts';
import { policyForInlineScripts } from './security-headers.ts';

const documentPath = '/api/v1/openapi.json';
const pagePath = '/api/docs';
/** It changes with the program alone; within the hour a browser asks once. */
const scriptCaching = 'public, max-age=3600';

const description = `Smart-campus HTTP API. Sign in with \`POST /api/v1/session\`; the cookie \`campus_session\` carries the session.
Methods that change something need the header \`X-Campus: 1\` (or an Origin of this server).
Every error has a stable code and a sentence in Chinese and English. Times are milliseconds UTC.`;

const tagTexts = {
  session: 'Signing in and out 登录',
  campus: 'Places, devices and points 校园',
  values: 'Latest values and history 数值与历史',
  alarms: 'Alarms 报警',
  commands: 'Commands 命令',
  boards: 'Boards 看板',
  storage: 'Data books and storage 数据账目与存储',
  system: 'Gateways, rules, audit 系统',
  health: 'For those who watch over the system 运行状况',
  plans: 'Drawings of floors 平面图',
  commissioning: 'Putting into service and acceptance 调试与验收',
};

const transform = createJsonSchemaTransform({ schemaRegistry });

function withSecurity(route: ReturnType<typeof transform>, access: Access | undefined) {
  if (access === undefined || access === 'public') return route;
  return { ...route, schema: { ...route.schema, security: [{ session: [] }] } };
}

/** Each named schema comes twice, as input and as output; ours are answers, so the twins are named by nothing. */
function withoutInputTwins(document: ReturnType<App['swagger']>): object {
  const { components } = document as { components: { schemas: object } };
  const named = Object.entries(components.schemas).filter(([name]) => !name.endsWith('Input'));
  return { ...(document as object), components: { ...components, schemas: Object.fromEntries(named) } };
}

/** Before any route. */
export async function addApiDocument(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Smart Campus API',
        description,
        version: '1.0.0',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: Object.entries(tagTexts).map(([name, text]) => ({ name, description: text })),
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'campus_session' } } },
    },
    transform: (document) => withSecurity(transform(document), document.route.config?.access),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }),
  });
}

/** The document itself and the page: public, for they hold nothing of this campus. */
export async function addApiPages(app: App): Promise<void> {
  const open = { config: { access: 'public' }, schema: { hide: true } } as const;
  const page = apiPage();
  app.get(documentPath, { ...open, handler: async () => withoutInputTwins(app.swagger()) });
  app.get(pagePath, { ...open, handler: async (_request, reply) => reply.redirect(`${pagePath}/`, 301) });
  app.get(`${pagePath}/`, {
    ...open,
    handler: async (_request, reply) => {
      const { html } = await page();
      void reply.header('content-security-policy', policyForInlineScripts(inlineScriptHashes(html)));
      return reply.type('text/html; charset=utf-8').send(html);
    },
  });
  app.get(`${pagePath}/js/scalar.js`, {
    ...open,
    handler: async ({ headers }, reply) => {
      const { script } = await page();
      void reply.type('application/javascript; charset=utf-8').header('cache-control', scriptCaching);
      if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return reply.send(gunzipSync(script));
      return reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').send(script);
    },
  });
}

/** Made when somebody first looks, by a thread that ends with it; what is kept is a megabyte. */
function apiPage(): () => Promise<ApiPage> {
  let made: Promise<ApiPage> | null = null;
  return () => {
    made ??= makeApiPage().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

async function makeApiPage(): Promise<ApiPage> {
  const file = new URL('./api-page-worker.ts', import.meta.url);
  const options: ApiPageOptions = { path: pagePath, documentPath };
  const worker = new WorkerClient<ApiPageWorkerMethods>(file, options);
  try {
    const { html, script } = await worker.call('page', []);
    return { html, script: Buffer.from(script) };
  } finally {
    await worker.close();
  }
}

function inlineScriptHashes(page: string): string[] {
  const scripts = page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g);
  return [...scripts].map(([, script = '']) => createHash('sha256').update(script).digest('base64'));
}
