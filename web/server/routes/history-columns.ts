// History as binary columns: what the trend page draws, and programs that want many rows.
import { Readable } from 'node:stream';
import { CampusError, columnsMark, type HistoryColumnName, historyColumnKinds } from '@campus/campus-model';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { ColumnGatherer } from '../history-gatherer.ts';
import { type BucketPlan, bucketQuery, mostRows, planBuckets, viewsOf } from '../history-plan.ts';
import { accessByPoints } from '../point-lookup.ts';
import { errorAnswers } from '../schemas.ts';
import type { Ask } from '../store-asker.ts';
import type { LossReader } from './history.ts';

const names = Object.keys(historyColumnKinds) as HistoryColumnName[];
/** Answers of many rows that are being gathered: each holds its columns in memory until they are sent. */
const mostLargeAnswers = 2;
const largeRows = 50_000;

const columnsQuery = bucketQuery.extend({
  columns: z
    .string()
    .max(200)
    .default('timeMean,min,max,last,coverage,quality')
    .transform((text) => [...new Set(text.split(','))])
    .pipe(z.array(z.enum(names)).min(1))
    .describe(`a comma list of ${names.join(', ')}`),
});

export function columnsRoute(app: App, context: RouteContext, ask: Ask, losses: LossReader): void {
  const turns = new LargeTurns();
  app.get('/history/columns', {
    config: { access: accessByPoints(context.campus, 'history.read') },
    schema: {
      summary: 'History in buckets as binary columns',
      description:
        `At most ${mostRows} points × buckets: a year of minutes of one point. The layout is told in docs/how-to/api.md; ` +
        'a column is a typed array that needs no parsing.',
      tags: ['values'],
      querystring: columnsQuery,
      response: { 200: columnsAnswer, ...errorAnswers },
    },
    handler: async ({ query }, reply) => {
      const plan = planBuckets(context, query);
      const end = turns.begin(plan.rows * plan.pointIds.length);
      reply.raw.once('close', end);
      const blocks = blocksOf({ context, ask, losses, plan, names: query.columns, reply });
      return sendBlocks(reply, blocks);
    },
  });
}

const columnsAnswer = {
  description: 'Columns (docs/how-to/api.md)',
  content: { 'application/octet-stream': { schema: z.unknown() } },
};

class LargeTurns {
  #running = 0;

  /** Throws CampusError('too-many-requests') where enough large answers are on their way; the function ends this one. */
  begin(rows: number): () => void {
    if (rows < largeRows) return () => {};
    if (this.#running >= mostLargeAnswers) throw new CampusError('too-many-requests', 'history is busy');
    this.#running++;
    let isOver = false;
    return () => {
      if (!isOver) this.#running--;
      isOver = true;
    };
  }
}

interface BlockQuestion {
  readonly context: RouteContext;
  readonly ask: Ask;
  readonly losses: LossReader;
  readonly plan: BucketPlan;
  readonly names: readonly HistoryColumnName[];
  readonly reply: FastifyReply;
}

/** A block a point, each as soon as it is whole. */
async function* blocksOf(question: BlockQuestion): AsyncGenerator<Uint8Array> {
  const { context, ask, losses, plan, reply } = question;
  const nowMs = context.clock.now();
  const gapsOf = losses();
  const blockOf = async ({ pointId, gatherer }: Gathering) =>
    gatherer.block(pointId, await gapsOf(pointId, plan.fromMs, plan.toMs));
  let open: Gathering | null = null;
  for await (const view of viewsOf(ask, context.store, plan, () => reply.raw.destroyed)) {
    const { pointId } = view;
    const isNext: boolean = open === null || open.pointId !== pointId;
    if (open && isNext) yield await blockOf(open);
    const gathering: Gathering =
      open && !isNext ? open : { pointId, gatherer: new ColumnGatherer(plan, question.names, nowMs) };
    gathering.gatherer.add(view);
    open = gathering;
  }
  if (open) yield await blockOf(open);
}

interface Gathering {
  readonly pointId: string;
  readonly gatherer: ColumnGatherer;
}

/** What fails before the first block is answered as an error; later the message ends unfinished. */
async function sendBlocks(reply: FastifyReply, blocks: AsyncGenerator<Uint8Array>): Promise<FastifyReply> {
  const first = await blocks.next();
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield columnsMark();
    if (!first.done) yield first.value;
    yield* blocks;
  }
  return reply.type('application/octet-stream').send(Readable.from(parts(), { objectMode: false }));
}
