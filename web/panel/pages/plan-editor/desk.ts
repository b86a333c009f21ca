// What the parts of the editor share beside the drawing: what is chosen, which tool is in hand, what is shown while
// something is dragged, and the way from the screen to the plan.
import type { DrawnDoor, DrawnFloor, DrawnSpace, PlanDrawing, PlanPoint } from '@campus/campus-model';
import { createContext, type RefObject, useContext } from 'react';
import type { PlanEdit } from './use-plan-edit.ts';

export type Tool = 'choose' | 'draw' | 'door';
export type Tab = 'spaces' | 'devices' | 'doors' | 'plan' | 'versions';

export interface Chosen {
  readonly kind: 'space' | 'device' | 'door';
  readonly id: string;
}

/** From a place on the screen to metres; null outside of the plan. */
export type Sight = (event: { readonly clientX: number; readonly clientY: number }) => PlanPoint | null;

export interface Desk {
  readonly edit: PlanEdit;
  /** The drawing as it is shown: with what is being dragged. */
  readonly shown: PlanDrawing;
  readonly floor: DrawnFloor;
  /** Null ends the showing. */
  readonly show: (drawing: PlanDrawing | null) => void;
  readonly chosen: Chosen | null;
  readonly choose: (chosen: Chosen | null) => void;
  readonly tool: Tool;
  readonly take: (tool: Tool) => void;
  readonly isKeeping: boolean;
  readonly sight: RefObject<Sight | null>;
  /** How near is near at the present zoom, metres. */
  readonly reachM: RefObject<number>;
  /** Brings a room into the middle of the plan. */
  readonly showSpace: RefObject<((space: DrawnSpace) => void) | null>;
}

const DeskContext = createContext<Desk | null>(null);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk is for parts of the plan editor');
  return desk;
}

export function spaceOf(floor: DrawnFloor, id: string | undefined): DrawnSpace | undefined {
  return floor.spaces.find((space) => space.id === id);
}

export function doorOf(drawing: PlanDrawing, id: string | undefined): DrawnDoor | undefined {
  return drawing.doors.find((door) => door.id === id);
}

const steps: Readonly<Record<string, PlanPoint>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The way of an arrow key in metres: a step of the grid, with Shift a metre; null for any other key. */
export function arrowStep(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  gridM: number,
): PlanPoint | null {
  const way = steps[key];
  const lengthM = shiftKey ? 1 : gridM;
  return way ? [way[0] * lengthM, way[1] * lengthM] : null;
}
