// What stands in the outboxes of agents that have ended: every record that is still on their disks, sent or not.

import { join } from 'node:path';
import { zoneSpans } from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import { dayIn } from '../../edge-agent/campus-day.ts';
import { AgentOutboxes } from '../../edge-agent/outbox/agent-outboxes.ts';
import type { Outbox } from '../../edge-agent/outbox/outbox.ts';
import type { Block } from '../../edge-agent/outbox/segment.ts';
import { decodeNames, encodeNames } from '../../edge-agent/sampling/name-list.ts';
import { decodeBlock } from '../../edge-agent/sampling/sample-block.ts';
import { sampleKey } from './sample-row.ts';

/** By outbox id and number: the sample that stands there. */
export type Positions = Map<string, Map<number, string>>;

/** Opens an agent's logs as the agent does; it must have ended. */
export function openAgentOutboxes(
  agentFolder: string,
  pointIds: readonly string[],
  clock = systemClock,
): AgentOutboxes {
  return new AgentOutboxes({
    folder: join(agentFolder, 'outbox'),
    names: encodeNames(pointIds),
    clock,
    log: silentLog,
    dayOf: dayIn(zoneSpans('Asia/Shanghai')),
  });
}

export async function readOutboxes(agentFolders: readonly string[]): Promise<Positions> {
  const all: Positions = new Map();
  for (const folder of agentFolders) {
    const outboxes = openAgentOutboxes(folder, []);
    await outboxes.open();
    const namesOf = new Map<string, readonly string[]>();
    for await (const block of outboxes.samples.all()) {
      const names = namesOf.get(block.id) ?? (await readNames(outboxes.samples, block.id));
      namesOf.set(block.id, names);
      readBlock(block, names, all);
    }
    await outboxes.close();
  }
  return all;
}

async function readNames(outbox: Outbox, id: string): Promise<readonly string[]> {
  const preamble = await outbox.preambleOf(id);
  const names = preamble && decodeNames(preamble);
  if (!names) throw new Error(`the names of outbox ${id} cannot be read`);
  return names;
}

function readBlock(block: Block, names: readonly string[], into: Positions): void {
  const numbers = into.get(block.id) ?? new Map<number, string>();
  into.set(block.id, numbers);
  let number = block.first;
  const isWhole = decodeBlock(block.content, (place, timeMs, value, status, ordinal) => {
    const row = {
      pointId: names[place]!,
      timeMs,
      value: Number.isNaN(value) ? null : value,
      status,
      ordinal,
    };
    numbers.set(number++, sampleKey(row));
  });
  if (!isWhole || number !== block.first + block.count) {
    throw new Error(`block ${block.id}:${block.first} of ${block.count} samples cannot be read`);
  }
}
