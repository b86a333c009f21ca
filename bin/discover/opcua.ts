// `campus discover opcua`: browses a server and drafts its devices.
import type { Text } from '@campus/campus-model';
import { browseServer, deviceModels, draftOpcua } from '@campus/device-drivers';
import { createLog, systemClock } from '@campus/runtime';
import { CommandFailure } from '../words.ts';
import { type DraftOptions, handOver } from './draft-text.ts';
import { ProgressLine } from './progress-line.ts';
import { endpointId, readTarget } from './target.ts';

export interface OpcuaOptions extends DraftOptions {
  /** Where to begin, as a node id. */
  readonly from?: string;
}

const usualPort = 4840;

const cutWords: Readonly<Record<string, Text>> = {
  variables: {
    zh: '变量过多，只读取了一部分；可用 --from 从某个节点开始。',
    en: 'There are more variables than are read; begin at a node with --from.',
  },
  nodes: {
    zh: '节点过多，只浏览了一部分；可用 --from 从某个节点开始。',
    en: 'There are more nodes than are browsed; begin at one with --from.',
  },
  depth: {
    zh: '层级过深，只浏览了一部分；可用 --from 从某个节点开始。',
    en: 'The server goes deeper than is browsed; begin at a node with --from.',
  },
};

/** Throws CommandFailure where the server cannot be reached or refuses. */
export async function discoverOpcua(target: string, options: OpcuaOptions): Promise<void> {
  const { host, port, path, username, password } = readTarget(target, 'opc.tcp', usualPort);
  const settings = { host, port, ...(path === '' ? {} : { path }) };
  const user = username === undefined || password === undefined ? {} : { user: { name: username, password } };
  const id = endpointId('opcua', host, port === usualPort ? undefined : port);
  const line = new ProgressLine();
  line.show({ zh: `正在浏览 ${host}:${port} …`, en: `browsing ${host}:${port} …` });
  const quiet = createLog('discover', () => {});
  const browsing = { clock: systemClock, log: quiet, ...(options.from ? { from: options.from } : {}) };
  const server = await browseServer({ ...settings, ...user }, browsing).catch((error: unknown) => {
    line.end();
    throw unreachable(id, error);
  });
  line.end();
  const drafts = draftOpcua(server, deviceModels);
  const cut = server.cut === null ? undefined : cutWords[server.cut];
  await handOver(
    {
      endpoints: [{ id, protocol: 'opcua', settings }],
      devices: drafts.map((draft) => ({ ...draft, endpointId: id })),
      remarks: cut ? [cut] : [],
    },
    options,
  );
}

function unreachable(id: string, error: unknown): CommandFailure {
  const why = error instanceof Error ? error.message : String(error);
  return new CommandFailure({
    zh: `${id}：无法浏览（${why}）。请检查地址、端口、证书信任与账号。`,
    en: `${id}: cannot be browsed (${why}). Check address, port, trust in its certificate, and account.`,
  });
}
