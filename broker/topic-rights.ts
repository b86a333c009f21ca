// Which account may publish and subscribe what. Everything not named here is denied; `$SYS` is named nowhere.
import type { BrokerAccount } from './accounts.ts';

/** Deepest topic of the product is `spBv1.0/group/DDATA/node/device`; a margin for foreign filters. */
export const mostTopicLevels = 8;
/** Ids are at most 64 characters, so a topic of ours stays under 230. */
export const longestTopic = 256;

export interface Site {
  readonly siteId: string;
  readonly hostId: string;
}

export interface TopicRights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** Topics that may be kept as retained: the host's STATE alone [tck-id-components-ph-state]. */
  readonly retain: readonly string[];
}

/** Rights as topic filters. A gateway speaks under its own name only. */
export function rightsOf(account: BrokerAccount, { siteId, hostId }: Site): TopicRights {
  const topic = (...levels: string[]): string => ['spBv1.0', ...levels].join('/');
  const own = account.username;
  const state = topic('STATE', hostId);
  switch (account.kind) {
    case 'gateway':
      return {
        publish: [
          ...['NBIRTH', 'NDATA', 'NDEATH'].map((type) => topic(siteId, type, own)),
          ...['DBIRTH', 'DDATA', 'DDEATH'].map((type) => topic(siteId, type, own, '+')),
        ],
        subscribe: [topic(siteId, 'NCMD', own, '#'), topic(siteId, 'DCMD', own, '#'), topic('STATE', '#')],
        retain: [],
      };
    case 'host':
      return {
        publish: [state, topic(siteId, 'NCMD', '+'), topic(siteId, 'DCMD', '+', '+')],
        subscribe: [topic('#')],
        retain: [state],
      };
    case 'reader':
      return { publish: [], subscribe: [topic(siteId, '#')], retain: [] };
  }
}

export function mayPublish(rights: TopicRights, topic: string, isRetained: boolean): boolean {
  if (!isWellFormed(topic) || topic.includes('+') || topic.includes('#')) return false;
  return (isRetained ? rights.retain : rights.publish).some((filter) => covers(filter, topic));
}

export function maySubscribe(rights: TopicRights, filter: string): boolean {
  return isWellFormed(filter) && rights.subscribe.some((allowed) => covers(allowed, filter));
}

function isWellFormed(topic: string): boolean {
  return topic.length > 0 && topic.length <= longestTopic && topic.split('/').length <= mostTopicLevels;
}

/**
 * True where every topic that `filter` matches is also matched by `allowed` (MQTT 3.1.1, 4.7.1).
 * A plain topic is a filter without wildcards, so this also tells whether `allowed` matches a topic.
 */
export function covers(allowed: string, filter: string): boolean {
  const wide = allowed.split('/');
  const narrow = filter.split('/');
  for (const [level, name] of wide.entries()) {
    // [MQTT-4.7.1-2]: `a/#` also matches its parent `a`
    if (name === '#') return narrow.length >= level;
    const asked = narrow[level];
    if (asked === undefined || asked === '#') return false;
    if (name !== '+' && name !== asked) return false;
  }
  return wide.length === narrow.length;
}
