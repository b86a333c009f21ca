// `campus history copy`: moves all history from one store into another, with progress; an ended copy goes on at the next run.
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Campus, CampusError, type Text } from '@campus/campus-model';
import { createLog, type Log, systemClock } from '@campus/runtime';
import {
  type CopyProgress,
  type CopyResult,
  copyHistory,
  defaultRetention,
  type HistoryPoint,
  type HistoryStore,
  historyPoints,
  type InfluxServerSettings,
  openDuckDbStore,
  openInfluxDbStore,
} from '@campus/telemetry-store';
import { loadCampus } from './campus-file.ts';
import { hubFolder, takeDataFolder } from './data-folder.ts';
import { readPassword } from './password-file.ts';
import type { Settings } from './settings.ts';
import { CommandFailure, exitCodes, inTerminal, say } from './words.ts';

export interface HistoryCopyRun {
  /** `duckdb:<folder>` or `influxdb:<url>?db=…`. */
  readonly to: string;
  /** The same; the hub's own history by default. */
  readonly from: string | undefined;
}

/** A store by its place. `text` names it to people, without secrets. */
type Place =
  | { readonly kind: 'duckdb'; readonly text: string; readonly folder: string }
  | { readonly kind: 'influxdb'; readonly text: string; readonly server: InfluxServerSettings };

interface Opening {
  readonly campus: Campus;
  readonly settings: Settings;
  readonly log: Log;
}

/** A line of progress so often where nobody watches; a terminal's line is written over. */
const tellEveryMs = 5_000;
const tellTerminalEveryMs = 500;
/** The ranges under which the demo's made-up history stands. */
const demoGatewayId = 'demo-history';

/** Throws CommandFailure with one sentence; what was copied by then stays. */
export async function runHistoryCopy({ to, from }: HistoryCopyRun, settings: Settings): Promise<void> {
  const target = placeOf(to, '--to');
  const source = from === undefined ? ownPlace(settings) : placeOf(from, '--from');
  if (source.text === target.text) throw samePlace(target);
  const campus = await loadCampus(settings);
  const taken = takeDataFolder(hubFolder(settings.dataFolder));
  try {
    const opening = { campus, settings, log: createLog('history-copy') };
    sayTheEnd(await copy(source, target, opening), target);
  } catch (error) {
    throw error instanceof CampusError ? failed(error) : error;
  } finally {
    taken.release();
  }
}

async function copy(source: Place, target: Place, opening: Opening): Promise<CopyResult> {
  const points = historyPoints(opening.campus);
  const isBothOutside = source.kind === 'influxdb' && target.kind === 'influxdb';
  const from = await openPlace(source, points, 'spool', opening);
  say({
    zh: `从 ${source.text} 复制历史到 ${target.text}。`,
    en: `Copying history from ${source.text} to ${target.text}.`,
  });
  const teller = new Teller();
  try {
    return await copyHistory({
      from,
      openTarget: (some) => openPlace(target, some, isBothOutside ? 'spool-copy' : 'spool', opening),
      points,
      gatewayIds: [...opening.campus.gateways.keys(), demoGatewayId],
      copyId: createHash('sha256').update(source.text).digest('hex').slice(0, 12),
      clock: systemClock,
      onProgress: (progress) => teller.tell(progress),
    });
  } finally {
    teller.end();
    await from.close();
  }
}

/** `spool`: its folder in the hub's; that of the hub itself, so that it goes on there. */
function openPlace(
  place: Place,
  points: readonly HistoryPoint[],
  spool: string,
  { campus, settings, log }: Opening,
): Promise<HistoryStore> {
  const options = {
    points,
    log,
    timeZone: campus.site.timeZone,
    retention: { ...defaultRetention, ...settings.history.retentionDays },
  };
  if (place.kind === 'duckdb') return openDuckDbStore({ ...options, folder: place.folder });
  const folder = join(hubFolder(settings.dataFolder), spool);
  return openInfluxDbStore({ ...options, folder, server: place.server });
}

function ownPlace({ history, dataFolder }: Settings): Place {
  if (!history.influxdb) return duckDbPlace(join(hubFolder(dataFolder), 'history'));
  const { mostSpoolBytes: _, passwordFile, tokenFile, ...server } = history.influxdb;
  return influxDbPlace({
    ...server,
    ...(passwordFile ? { password: readPassword(passwordFile) } : {}),
    ...(tokenFile ? { token: readPassword(tokenFile) } : {}),
  });
}

function duckDbPlace(folder: string): Place {
  return { kind: 'duckdb', text: `duckdb:${folder}`, folder };
}

function influxDbPlace(server: InfluxServerSettings): Place {
  return { kind: 'influxdb', text: `influxdb:${server.url} (${server.bucket ?? server.database})`, server };
}

/** Reads `duckdb:<folder>` or `influxdb:<url>?db=…`; throws CommandFailure. */
export function placeOf(text: string, option: string): Place {
  const colon = text.indexOf(':');
  const [kind, rest] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1)];
  if (kind === 'duckdb' && rest !== '') return duckDbPlace(resolve(rest));
  const server = kind === 'influxdb' ? serverOf(rest) : null;
  if (server) return influxDbPlace(server);
  throw new CommandFailure(
    {
      zh: `${option} ${text}：应为 duckdb:<文件夹>，或 influxdb:<地址>?db=<数据库>（2.x：?bucket=…&org=…；可加 username=、password-file=、token-file=）。`,
      en: `${option} ${text}: expected duckdb:<folder>, or influxdb:<url>?db=<database> (2.x: ?bucket=…&org=…; username=, password-file= and token-file= may follow).`,
    },
    exitCodes.usage,
  );
}

const serverWords = ['db', 'bucket', 'org', 'username', 'password-file', 'token-file'];

/** Secrets stand in files, so that no list of processes shows them. */
function serverOf(text: string): InfluxServerSettings | null {
  if (!URL.canParse(text)) return null;
  const { protocol, host, pathname, searchParams } = new URL(text);
  const word = (name: string): string | undefined => searchParams.get(name) || undefined;
  const isKnown = [...searchParams.keys()].every((name) => serverWords.includes(name));
  const [database, bucket, org, username] = ['db', 'bucket', 'org', 'username'].map(word);
  if (!/^https?:$/.test(protocol) || !isKnown || !(database || bucket)) return null;
  const [passwordFile, tokenFile] = [word('password-file'), word('token-file')];
  return {
    url: `${protocol}//${host}${pathname === '/' ? '' : pathname}`,
    ...(database ? { database } : {}),
    ...(bucket ? { bucket } : {}),
    ...(org ? { org } : {}),
    ...(username ? { username } : {}),
    ...(passwordFile ? { password: readPassword(passwordFile) } : {}),
    ...(tokenFile ? { token: readPassword(tokenFile) } : {}),
  };
}

/** Progress for the person at the terminal. */
class Teller {
  readonly #isTerminal = process.stdout.isTTY === true;
  #toldMs = 0;
  #hasLine = false;

  tell(progress: CopyProgress): void {
    const now = systemClock.monotonic();
    if (now - this.#toldMs < (this.#isTerminal ? tellTerminalEveryMs : tellEveryMs)) return;
    this.#toldMs = now;
    const line = inTerminal(wordsOf(progress));
    process.stdout.write(this.#isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
    this.#hasLine = this.#isTerminal;
  }

  end(): void {
    if (this.#hasLine) process.stdout.write('\n');
  }
}

function wordsOf({ samples, samplesASecond, share, trouble }: CopyProgress): Text {
  const [done, rate] = [`${Math.floor(share * 100)}%`, Math.round(samplesASecond)];
  const waits = trouble ? { zh: `；等待：${trouble}`, en: `; waiting: ${trouble}` } : { zh: '', en: '' };
  return {
    zh: `${done}，已复制 ${samples} 个样本，每秒 ${rate} 个${waits.zh}`,
    en: `${done}, ${samples} samples copied, ${rate} a second${waits.en}`,
  };
}

function sayTheEnd(
  { copied, copiedEver, sourceSamples, targetSamples, isWhole }: CopyResult,
  { text }: Place,
): void {
  const counts = {
    zh: `本次复制 ${copied} 个，累计 ${copiedEver} 个；来源有 ${sourceSamples} 个，目标有 ${targetSamples} 个`,
    en: `${copied} copied now, ${copiedEver} in all; the source has ${sourceSamples}, the target ${targetSamples}`,
  };
  if (!isWhole)
    throw new CommandFailure({
      zh: `${text}：数目不符：${counts.zh}。来源在复制后收到了迟到的样本，或目标原有的样本相同。请核对后再切换。`,
      en: `${text}: the counts differ: ${counts.en}. Late samples came to the source after they were passed, or the target had some before. Look into it before you switch.`,
    });
  say({ zh: `${text}：复制完成并已核对：${counts.zh}。`, en: `${text}: copied and verified: ${counts.en}.` });
}

function failed(error: CampusError): CommandFailure {
  const why = error.detail ?? error.message;
  return new CommandFailure({
    zh: `复制中断：${why}。已复制的部分已保存，重新运行即可继续。`,
    en: `The copy was ended: ${why}. What was copied is kept; run it again to go on.`,
  });
}

function samePlace({ text }: Place): CommandFailure {
  return new CommandFailure(
    {
      zh: `${text} 既是来源又是目标。请另选 --to。`,
      en: `${text} is both source and target. Choose another --to.`,
    },
    exitCodes.usage,
  );
}
