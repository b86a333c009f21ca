// `campus discover mqtt`: listens to a field broker and drafts the devices that speak there.
import type { Text } from '@campus/campus-model';
import { deviceModels, draftTopics, listenMqtt } from '@campus/device-drivers';
import { systemClock } from '@campus/runtime';
import { abortOnSignals } from '../abort-on-signals.ts';
import { CommandFailure } from '../words.ts';
import { type DraftOptions, handOver } from './draft-text.ts';
import { ProgressLine } from './progress-line.ts';
import { endpointId, readDuration, readTarget } from './target.ts';

export interface MqttOptions extends DraftOptions {
  readonly for: string;
  readonly topic?: readonly string[];
  readonly passwordFile?: string;
}

const usualPort = 1883;
const mostRemarks = 50;

/** `password` is what the password file holds. Throws CommandFailure where the broker is not heard. */
export async function discoverMqtt(target: string, options: MqttOptions, password?: string): Promise<void> {
  const { host, port, ...user } = readTarget(target, 'mqtt', usualPort);
  const id = endpointId('mqtt', host, port === usualPort ? undefined : port);
  const known = { username: user.username, password: password ?? user.password };
  const account = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  const line = new ProgressLine();
  const heard = await listenMqtt({
    settings: { host, port, ...account },
    ...(options.topic ? { filters: options.topic } : {}),
    waitMs: readDuration(options.for),
    clock: systemClock,
    signal: abortOnSignals(),
    onStep: (topics, messages) =>
      line.show({
        zh: `${topics} 个主题，${messages} 条消息 …`,
        en: `${topics} topics, ${messages} messages …`,
      }),
  });
  line.end();
  if (heard.trouble !== null && heard.topics.length === 0) throw unheard(id, heard.trouble);
  const { drafts, unused, notTaken } = draftTopics(heard.topics, deviceModels);
  const remarks = [
    ...leftWords(heard.left),
    ...unused.map((topic): Text => ({ zh: `未用的主题：${topic}`, en: `not used: ${topic}` })),
    ...notTaken.map(
      ({ what, why }): Text => ({ zh: `未采用 ${what}：${why.zh}`, en: `not taken, ${what}: ${why.en}` }),
    ),
  ];
  await handOver(
    {
      // A password belongs into the description only as whoever pastes it decides.
      endpoints: [{ id, protocol: 'mqtt', settings: { host, port } }],
      devices: drafts.map((draft) => ({ ...draft, endpointId: id })),
      remarks: remarks.slice(0, mostRemarks),
    },
    options,
  );
}

function leftWords(left: number): Text[] {
  if (left === 0) return [];
  return [
    {
      zh: `另有 ${left} 个主题超出上限；请用 --topic 只听一部分。`,
      en: `${left} more topics are past the limit; listen to a part of them with --topic.`,
    },
  ];
}

function unheard(id: string, why: string): CommandFailure {
  return new CommandFailure({
    zh: `${id}：没有听到任何消息（${why}）。请检查地址、端口、账号与订阅权限。`,
    en: `${id}: nothing was heard (${why}). Check address, port, account and the right to subscribe.`,
  });
}
