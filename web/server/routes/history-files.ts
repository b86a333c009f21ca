// History as files to keep: buckets or samples, for spreadsheets (CSV) or for analysis (Parquet).
import type { App, RouteContext } from '../app.ts';
import { csvAnswer, fileLanguage, sendCsv } from '../csv.ts';
import { bucketLines, sampleLines } from '../history-csv.ts';
import { fillBuckets, fillSamples, ParquetFiles, parquetAnswer } from '../history-parquet.ts';
import { bucketQuery, mostRows, planBuckets, spanQuery, viewsOf } from '../history-plan.ts';
import { checkSampleCount, mostSamples, sampleParts } from '../history-samples.ts';
import { accessByPoints } from '../point-lookup.ts';
import { errorAnswers } from '../schemas.ts';
import type { Ask } from '../store-asker.ts';

const tags = ['values'];
const bucketFile = bucketQuery.extend({ lang: fileLanguage });
const sampleFile = spanQuery.extend({ lang: fileLanguage });

export function fileRoutes(app: App, context: RouteContext, ask: Ask): void {
  const files = new ParquetFiles(context);
  bucketCsvRoute(app, context, ask);
  sampleCsvRoute(app, context, ask);
  bucketParquetRoute(app, context, ask, files);
  sampleParquetRoute(app, context, ask, files);
}

function bucketCsvRoute(app: App, context: RouteContext, ask: Ask): void {
  app.get('/history.csv', {
    config: { access: accessByPoints(context.campus, 'history.read') },
    schema: {
      summary: 'History in buckets as a CSV file',
      description:
        'The same rows as /history, in the local time of the site, with coverage and quality. At most ' +
        `${mostRows} rows.`,
      tags,
      querystring: bucketFile,
      response: { 200: csvAnswer, ...errorAnswers },
    },
    handler: async ({ query }, reply) => {
      const views = viewsOf(ask, context.store, planBuckets(context, query));
      return sendCsv(reply, 'history.csv', bucketLines(context.campus, await begun(views), query.lang));
    },
  });
}

function sampleCsvRoute(app: App, context: RouteContext, ask: Ask): void {
  app.get('/history/samples.csv', {
    config: { access: accessByPoints(context.campus, 'history.read') },
    schema: {
      summary: 'Samples as a CSV file',
      description: `As they were stored, in the local time of the site with milliseconds. At most ${mostSamples} samples.`,
      tags,
      querystring: sampleFile,
      response: { 200: csvAnswer, ...errorAnswers },
    },
    handler: async ({ query }, reply) => {
      await checkSampleCount(context, ask, query);
      const parts = sampleParts(ask, context.store, query);
      return sendCsv(reply, 'samples.csv', sampleLines(context.campus, await begun(parts), query.lang));
    },
  });
}

function bucketParquetRoute(app: App, context: RouteContext, ask: Ask, files: ParquetFiles): void {
  app.get('/history.parquet', {
    config: { access: accessByPoints(context.campus, 'history.read') },
    schema: {
      summary: 'History in buckets as a Parquet file',
      description: `The same rows as /history.csv; \`coverage\` is 0…1. At most ${mostRows} rows.`,
      tags,
      querystring: bucketFile,
      response: { 200: parquetAnswer, ...errorAnswers },
    },
    handler: async ({ query }, reply) => {
      const plan = planBuckets(context, query);
      const { pointIds } = plan;
      const question = { kind: 'buckets', name: 'history.parquet', pointIds, language: query.lang } as const;
      const isGone = () => reply.raw.destroyed;
      return files.send(reply, question, (file) =>
        fillBuckets(file, viewsOf(ask, context.store, plan, isGone)),
      );
    },
  });
}

function sampleParquetRoute(app: App, context: RouteContext, ask: Ask, files: ParquetFiles): void {
  app.get('/history/samples.parquet', {
    config: { access: accessByPoints(context.campus, 'history.read') },
    schema: {
      summary: 'Samples as a Parquet file',
      description: `As they were stored, by point and time. At most ${mostSamples} samples.`,
      tags,
      querystring: sampleFile,
      response: { 200: parquetAnswer, ...errorAnswers },
    },
    handler: async ({ query }, reply) => {
      await checkSampleCount(context, ask, query);
      const { points: pointIds, lang: language } = query;
      const question = { kind: 'samples', name: 'samples.parquet', pointIds, language } as const;
      return files.send(reply, question, (file) => fillSamples(file, sampleParts(ask, context.store, query)));
    },
  });
}

/** With its first part made: what fails before it is answered as an error, not as a file cut off. */
async function begun<T>(parts: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  const first = await parts.next();
  async function* all(): AsyncGenerator<T> {
    if (!first.done) yield first.value;
    yield* parts;
  }
  return all();
}
