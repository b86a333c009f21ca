// The states of a command on the agent and what may follow what (decision 8 of docs/architecture.md). Pure.
import type { CommandState } from '@campus/campus-model';

const following: Record<CommandState, readonly CommandState[]> = {
  requested: ['accepted', 'rejected', 'expired', 'superseded', 'held'],
  // `confirmed` without `written`: after a crash the readback may prove a write that was never noted
  accepted: ['written', 'confirmed', 'failed', 'expired', 'superseded', 'held', 'unknown'],
  written: ['confirmed', 'failed', 'superseded', 'held', 'unknown'],
  confirmed: [],
  rejected: [],
  failed: [],
  expired: [],
  superseded: [],
  held: [],
  unknown: [],
};

export function mayFollow(from: CommandState, to: CommandState): boolean {
  return following[from].includes(to);
}
