// History as a Parquet file: buckets or samples go into an export, and its file is sent once it is whole.
import { createReadStream } from 'node:fs';
import {
  bucketQualities,
  type Campus,
  CampusError,
  type HistoryBucket,
  type HistoryView,
  knownRise,
  type Language,
  qualityInOrder,
} from '@campus/campus-model';
import { type ExportKind, type ExportText, ParquetExport } from '@campus/telemetry-store';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { RouteContext } from './app.ts';
import { longName } from './history-csv.ts';
import type { SamplePart } from './history-samples.ts';

/** Exports that are being made or sent: each has a thread, up to 100 MB of memory and a folder on the disk. */
const mostExports = 2;

export const parquetAnswer = {
  description: 'Apache Parquet; times are timestamps in UTC, texts in the language that was asked for',
  content: { 'application/vnd.apache.parquet': { schema: z.unknown() } },
};

interface FileQuestion {
  readonly kind: ExportKind;
  readonly name: string;
  readonly pointIds: readonly string[];
  readonly language: Language;
}

export class ParquetFiles {
  readonly #context: RouteContext;
  #running = 0;

  constructor(context: RouteContext) {
    this.#context = context;
  }

  /** Makes the file by `fill` and sends it; a failure before its first byte is answered as an error. */
  async send(
    reply: FastifyReply,
    { kind, name, pointIds, language }: FileQuestion,
    fill: (file: ParquetExport) => Promise<void>,
  ): Promise<FastifyReply> {
    if (this.#running >= mostExports) throw new CampusError('too-many-requests', 'exports are being made');
    this.#running++;
    const made: ParquetExport[] = [];
    const end = async (): Promise<void> => {
      this.#running--;
      await made[0]?.close();
    };
    try {
      const points = pointIds.map((id) => exportPoint(this.#context.campus, id, language));
      const file = await ParquetExport.begin(kind, points, this.#context.clock.now());
      made.push(file);
      await fill(file);
      return await this.#sendFile(reply, name, await file.finish(), end);
    } catch (error) {
      await end();
      throw error;
    }
  }

  async #sendFile(
    reply: FastifyReply,
    name: string,
    { file, bytes }: { file: string; bytes: number },
    end: () => Promise<void>,
  ): Promise<FastifyReply> {
    const stream = createReadStream(file);
    stream.once('close', () => {
      end().catch((error: Error) => this.#context.log.warn({ err: error }, 'an export was not removed'));
    });
    return reply
      .type('application/vnd.apache.parquet')
      .header('content-length', bytes)
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(stream);
  }
}

function exportPoint(campus: Campus, id: string, language: Language) {
  return { id, name: longName(campus, id, language), unit: campus.points.get(id)?.unit ?? '' };
}

export async function fillBuckets(file: ParquetExport, views: AsyncIterable<HistoryView>): Promise<void> {
  let pointId: string | null = null;
  let index = -1;
  let qualityOf = qualityInOrder();
  for await (const view of views) {
    if (view.pointId !== pointId) {
      pointId = view.pointId;
      index++;
      qualityOf = qualityInOrder();
    }
    const { buckets } = view;
    const column = (read: (bucket: HistoryBucket) => number | null) =>
      Float64Array.from(buckets, (bucket) => read(bucket) ?? Number.NaN);
    await file.append([
      new Float64Array(buckets.length).fill(index),
      ...[
        ({ fromMs }: HistoryBucket) => fromMs,
        ({ timeMean }: HistoryBucket) => timeMean,
        ({ min }: HistoryBucket) => min,
        ({ max }: HistoryBucket) => max,
        ({ last }: HistoryBucket) => last,
        knownRise,
        ({ count }: HistoryBucket) => count,
        ({ uncertain }: HistoryBucket) => uncertain,
        ({ bad }: HistoryBucket) => bad,
        ({ coverage }: HistoryBucket) => coverage,
        (bucket: HistoryBucket) => bucketQualities.indexOf(qualityOf(bucket)),
      ].map(column),
    ]);
  }
}

export async function fillSamples(file: ParquetExport, parts: AsyncIterable<SamplePart>): Promise<void> {
  for await (const { index, samples } of parts) {
    const texts: ExportText[] = samples.flatMap(({ timeMs, ordinal, text }) =>
      text === null ? [] : [{ point: index, timeMs, ordinal, text }],
    );
    const columns = [
      new Float64Array(samples.length).fill(index),
      Float64Array.from(samples, ({ timeMs }) => timeMs),
      Float64Array.from(samples, ({ value }) => value ?? Number.NaN),
      Float64Array.from(samples, ({ status }) => status),
      Float64Array.from(samples, ({ ordinal }) => ordinal),
    ];
    await file.append(columns, texts);
  }
}
