// The names both sides of the wire agree on (docs/architecture.md, "The wire").
export const wire = {
  /** Sparkplug host id of the hub: its STATE topic is spBv1.0/STATE/hub. */
  hostId: 'hub',
  /** In each data message that holds samples: the outbox positions of its metrics, in their order. */
  positionsMetric: 'campus/positions',
  /** Node command: the ranges the hub has made durable. */
  acknowledgeMetric: 'campus/acknowledge',
  /** Node metric of the birth: the ids of the outboxes whose records are still on the agent's disk, by comma. */
  outboxesMetric: 'campus/outboxes',
  /** Node metric: the agent's books (`GatewayBooks`) as JSON. */
  booksMetric: 'campus/books',
  /** Node metric: which orders stand on which points (`Standing[]`) as JSON; all at a birth, then what has changed. */
  standingMetric: 'campus/standing',
  /** Node metric from the journal: a CommandReport as JSON. */
  commandMetric: 'campus/command',
  /** Node metric from the journal: an AlarmTransition as JSON. */
  alarmMetric: 'campus/alarm',
  /** Property of a metric: OPC UA StatusCode (UInt32); absent means good. */
  statusProperty: 'campus/status',
  /** Property of a metric: ordinal among samples of equal time (UInt32); absent means 0. */
  ordinalProperty: 'campus/ordinal',
  /** Property of a metric: Sparkplug quality (Int32: 0 bad, 192 good and uncertain, 500 stale); absent means 192. */
  qualityProperty: 'Quality',
  /** Properties of a command metric. */
  commandIdProperty: 'campus/id',
  commandTtlProperty: 'campus/ttl',
  commandSentAtProperty: 'campus/sent-at',
  commandPriorityProperty: 'campus/priority',
  commandByProperty: 'campus/by',
  /** True: the standing order of its priority is taken back; the metric's value is null. */
  commandReleaseProperty: 'campus/release',
  /** Until when the order stands (DateTime); absent means until it is released. */
  commandUntilProperty: 'campus/until',
} as const;
