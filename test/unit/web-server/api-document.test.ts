// The API document: OpenAPI 3.1, every route told of, every reference resolved, nothing loaded from outside.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { type SmallServer, smallServer } from './small-server.ts';

interface Operation {
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string }>;
  security?: unknown[];
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

let web: WebApp;
let server: SmallServer;
let document: Document;

beforeAll(async () => {
  server = await smallServer();
  const { options } = server;
  web = await createWebApp({ ...options, index: indexCampus(options.campus, options.models) }, () => 0);
  document = (await web.app.inject('/api/v1/openapi.json')).json();
});
afterAll(async () => {
  await web.app.close();
  await server.close();
});

const hidden = ['/*', '/api/docs', '/api/docs/', '/api/docs/js/scalar.js', '/api/v1/openapi.json'];

function operations(): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

describe('the document', () => {
  test('is OpenAPI 3.1 and holds every route', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const declared = web.routes
      .filter(({ method, url }) => method !== 'HEAD' && !hidden.includes(url))
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual(declared.sort());
  });

  test('every route has a summary, a known tag, described answers and its path parameters', () => {
    const tags = document.tags.map(({ name }) => name);
    for (const [name, operation] of operations()) {
      expect(operation.summary, name).toBeTruthy();
      expect(operation.tags, name).toHaveLength(1);
      expect(tags, name).toContain(operation.tags![0]);
      expect(Object.keys(operation.responses), name).toEqual(expect.arrayContaining(['4XX', '5XX']));
      const named = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(
        inPath.map((parameter) => parameter.name),
        name,
      ).toEqual(named);
    }
  });

  test('guarded routes name the session, public ones do not', () => {
    const open = operations().filter(([, operation]) => !operation.security);
    expect(open.map(([name]) => name).sort()).toEqual([
      'DELETE /api/v1/session',
      'GET /api/v1/demo-accounts',
      'GET /healthz',
      'POST /api/v1/session',
    ]);
  });

  test('every reference resolves, every named schema is used', () => {
    const written = JSON.stringify(document);
    const referred = new Set(
      [...written.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, id]) => id!),
    );
    const schemas = Object.keys(document.components.schemas);
    expect(schemas).toEqual(expect.arrayContaining([...referred]));
    expect(written).not.toMatch(/"\$ref":"(?!#\/components\/schemas\/)/);
  });
});

describe('the page to browse it', () => {
  test('runs its own script and the inline one that it carries, and nothing from outside', async () => {
    const page = await web.app.inject('/api/docs/');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]+'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/);
    expect(page.body).toContain('src="js/scalar.js"');
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
    const script = await web.app.inject('/api/docs/js/scalar.js');
    expect(script.headers['content-type']).toContain('javascript');
    expect(script.body.length).toBeGreaterThan(1_000_000);
  });
});
