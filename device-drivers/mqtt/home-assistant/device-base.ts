// The topic that a device's topics have in common: discovery names each in full, a device model only what follows it.

/** A model's own way to say it may be a little longer, and has to fit its schema. */
const longestTopic = 190;
const mostLevels = 16;
const plainTopic = /^[^+#\0{}]+$/;

export function isPlainTopic(topic: unknown): topic is string {
  return typeof topic === 'string' && topic.length <= longestTopic && plainTopic.test(topic);
}

/** The longest run of whole levels that all topics hold; null where there is none. */
export function commonBase(topics: readonly string[]): string | null {
  const levels = topics[0]?.split('/').slice(0, mostLevels) ?? [];
  for (let length = levels.length; length > 0; length--) {
    for (let from = 0; from + length <= levels.length; from++) {
      const run = levels.slice(from, from + length).join('/');
      if (run !== '' && topics.every((topic) => relativeTopic(topic, run) !== null)) return run;
    }
  }
  return null;
}

/** The topic as a model says it; null where it does not hold the base. */
export function relativeTopic(topic: string, base: string): string | null {
  if (topic === base) return '';
  if (topic.startsWith(`${base}/`)) return topic.slice(base.length);
  const at = `/${topic}/`.indexOf(`/${base}/`);
  // What begins with / or ../ would be taken for a suffix.
  if (at < 0 || topic.startsWith('/') || topic.startsWith('../')) return null;
  return `${topic.slice(0, at)}{topic}${topic.slice(at + base.length)}`;
}

export interface BridgeTopic {
  readonly bridge: string;
  readonly topic: string;
}

/** A topic beside the device: at the level above it, or anywhere else by its own last level. */
export function bridgeTopic(topic: string, base: string): BridgeTopic | null {
  const above = base.slice(0, Math.max(0, base.lastIndexOf('/')));
  if (above !== '' && topic.startsWith(`${above}/`)) {
    return { bridge: above, topic: `..${topic.slice(above.length)}` };
  }
  const cut = topic.lastIndexOf('/');
  return cut <= 0 ? null : { bridge: topic.slice(0, cut), topic: `..${topic.slice(cut)}` };
}
