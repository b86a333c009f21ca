// A command as it stands on the wire: one metric of a DCMD, its terms in properties (docs/architecture.md, "The wire").
import { type Command, wire } from '@campus/campus-model';
import { dataType, type Metric } from '@campus/sparkplug';

/** `name` is the local id of the output or setpoint. Sent-at is when it was asked for: a late command has no new life. */
export function commandMetric(name: string, command: Command): Metric {
  const { isRelease, untilMs } = command;
  return {
    name,
    dataType: dataType.Double,
    value: command.value,
    properties: {
      [wire.commandIdProperty]: { type: dataType.String, value: command.id },
      [wire.commandTtlProperty]: { type: dataType.UInt32, value: command.ttlMs },
      [wire.commandSentAtProperty]: { type: dataType.DateTime, value: command.requestedAt },
      [wire.commandPriorityProperty]: { type: dataType.String, value: command.priority },
      [wire.commandByProperty]: { type: dataType.String, value: command.by },
      ...(isRelease ? { [wire.commandReleaseProperty]: { type: dataType.Boolean, value: true } } : {}),
      ...(untilMs === undefined
        ? {}
        : { [wire.commandUntilProperty]: { type: dataType.DateTime, value: untilMs } }),
    },
  };
}
