// The orders that stand on one point, one a priority; the most urgent holds it. Pure.
import { type CommandPriority, commandPriorities, type StandingOrder } from '@campus/campus-model/plain';

export interface PlacedOrder extends StandingOrder {
  /** Its command has not ended: if it comes to nothing, `instead` stands again. */
  readonly isOpen?: boolean;
  readonly instead?: StandingOrder;
}

/** The most urgent first. */
export type PriorityArray = readonly PlacedOrder[];

/** Smaller is more urgent. */
export function rankOf(priority: CommandPriority): number {
  return commandPriorities.indexOf(priority);
}

/** An order takes the place of the one of its priority. */
export function placed(array: PriorityArray, order: StandingOrder, isOpen: boolean): PriorityArray {
  const before = array.find(({ priority }) => priority === order.priority);
  const instead = isOpen && before && !before.isOpen ? { instead: bare(before) } : {};
  const rest = array.filter((one) => one !== before);
  return [...rest, { ...order, ...(isOpen ? { isOpen } : {}), ...instead }].sort(
    (a, b) => rankOf(a.priority) - rankOf(b.priority),
  );
}

/** Its command has ended and it stands for good. */
export function settled(array: PriorityArray, id: string): PriorityArray {
  return array.map((order) => (order.id === id ? bare(order) : order));
}

/** Its command came to nothing: what stood before it stands again. */
export function withdrawn(array: PriorityArray, id: string): PriorityArray {
  return array.flatMap((order) => (order.id === id ? (order.instead ?? []) : order));
}

export function released(array: PriorityArray, priority: CommandPriority): PriorityArray {
  return array.filter((order) => order.priority !== priority);
}

export function bare({ id, priority, value, by, sinceMs, untilMs }: PlacedOrder): StandingOrder {
  return { id, priority, value, by, sinceMs, untilMs };
}
