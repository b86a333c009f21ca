// What has lanes below the trends, in the order in which they stand. A source more is a line more.
import { useAlarmLane, useCommandLane } from './event-lanes.ts';
import type { Lane, LaneQuestion, LaneSource } from './lane.ts';
import { useOccupancyLanes } from './occupancy-lanes.ts';

const laneSources: readonly LaneSource[] = [useAlarmLane, useCommandLane, useOccupancyLanes];

/** The sources are hooks of a fixed list, so they are asked in the same order each time. */
export function useLanes(question: LaneQuestion): readonly Lane[] {
  const lanes: Lane[] = [];
  // biome-ignore lint/correctness/useHookAtTopLevel: a fixed list is the same order each time
  for (const useSource of laneSources) lanes.push(...useSource(question));
  return lanes;
}
