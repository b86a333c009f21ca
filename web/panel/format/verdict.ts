// Is everything all right, and if not, what comes first? One sentence for the overview. Pure.
import type { Alarm, GatewayStatus } from '@campus/campus-model';

export interface Verdict {
  readonly kind: 'waiting' | 'lost' | 'critical' | 'open' | 'gateways' | 'handled' | 'good';
  readonly count: number;
  /** The alarm to look at first. */
  readonly first: Alarm | null;
  readonly offline: readonly GatewayStatus[];
}

interface Known {
  /** Sorted, most urgent first; undefined while not known. */
  readonly alarms: readonly Alarm[] | undefined;
  readonly gateways: readonly GatewayStatus[] | undefined;
  readonly isLost: boolean;
}

/** "Good" only when all of it is known: nothing open, every gateway online, the page live. */
export function judge({ alarms, gateways, isLost }: Known): Verdict {
  const offline = gateways?.filter((gateway) => !gateway.isOnline) ?? [];
  const say = (kind: Verdict['kind'], found: readonly Alarm[] = []): Verdict => ({
    kind,
    count: kind === 'gateways' ? offline.length : found.length,
    first: found[0] ?? null,
    offline,
  });
  if (!alarms || !gateways) return say(isLost ? 'lost' : 'waiting');
  const critical = alarms.filter((alarm) => alarm.isActive && alarm.priority === 'critical');
  if (critical.length > 0) return say('critical', critical);
  const waiting = alarms.filter((alarm) => alarm.state !== 'acknowledged');
  if (waiting.length > 0) return say('open', waiting);
  if (isLost) return say('lost');
  if (offline.length > 0) return say('gateways');
  return alarms.length > 0 ? say('handled', alarms) : say('good');
}
