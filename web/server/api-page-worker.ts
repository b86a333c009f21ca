// The thread that has the library of the API page: its script is one string of ten megabytes, held by the module for good.
import { gzipSync } from 'node:zlib';
import { serveWorker } from '@campus/runtime';
import scalar from '@scalar/fastify-api-reference';
import Fastify from 'fastify';

export interface ApiPageOptions {
  /** Path of the page, without the slash at its end. */
  readonly path: `/${string}`;
  /** Path of the API document. */
  readonly documentPath: string;
}

export interface ApiPage {
  readonly html: string;
  /** The script that it loads, gzip. */
  readonly script: Uint8Array;
}

export type ApiPageWorkerMethods = {
  page(): Promise<ApiPage>;
  close(): Promise<void>;
};

/** Nothing is fetched from outside the campus: no fonts, no proxy, no telemetry, no assistant. */
const configuration = {
  pageTitle: 'Smart Campus API',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
} as const;

serveWorker(async ({ path, documentPath }: ApiPageOptions): Promise<ApiPageWorkerMethods> => {
  const app = Fastify();
  await app.register(scalar, { routePrefix: path, configuration: { ...configuration, url: documentPath } });
  return {
    page: async () => {
      const html = await app.inject(`${path}/`);
      const script = await app.inject(`${path}/js/scalar.js`);
      return { html: html.body, script: gzipSync(script.rawPayload) };
    },
    close: () => app.close(),
  };
});
