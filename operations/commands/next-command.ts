// The state machine of a command. Reports may come twice or in another order; a final state is never left.
import { type Command, type CommandReport, type CommandState, isFinal } from '@campus/campus-model';

const steps: readonly CommandState[] = ['requested', 'accepted', 'written'];

/** The command after a report of the agent, or of the hub's own deadline; the same object where it says nothing new. */
export function nextCommand(command: Command, report: CommandReport): Command {
  if (report.id !== command.id || isFinal(command.state)) return command;
  if (!isFinal(report.state) && steps.indexOf(report.state) <= steps.indexOf(command.state)) return command;
  return {
    ...command,
    state: report.state,
    changedAt: Math.max(report.at, command.changedAt),
    ...(report.value === undefined ? {} : { value: report.value }),
    ...(report.reason === undefined ? {} : { reason: report.reason }),
    ...(report.detail === undefined ? {} : { detail: report.detail }),
    ...(report.readback === undefined ? {} : { readback: report.readback }),
  };
}
