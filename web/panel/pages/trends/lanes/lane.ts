// A lane: what happened of one kind on the time axis of the trends. Where it comes from is a lane source.
import type { AlarmPriority, CommandState, PointView } from '@campus/campus-model';
import type { IconName } from '../../../components/icon.tsx';
import type { TimeSpan } from '../../../format/trend-lines.ts';

/** One line of what is told of an item. */
export interface Fact {
  readonly label: string;
  readonly words: string;
}

type ItemLook =
  | { readonly kind: 'alarm'; readonly priority: AlarmPriority; readonly isActive: boolean }
  | { readonly kind: 'command'; readonly state: CommandState }
  | { readonly kind: 'stay'; readonly words: string };

export interface LaneItem {
  readonly key: string;
  readonly fromMs: number;
  /** Equal to the begin for what took no time; what goes on ends now. */
  readonly toMs: number;
  readonly isOpen: boolean;
  readonly look: ItemLook;
  /** What it is, in a few words. */
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly link: { readonly to: 'alarm' | 'space'; readonly id: string } | null;
}

export interface Lane {
  readonly key: string;
  readonly title: string;
  readonly icon: IconName;
  /** By begin. */
  readonly items: readonly LaneItem[];
  readonly note: string | null;
}

export interface LaneQuestion {
  readonly points: readonly PointView[];
  readonly span: TimeSpan;
  readonly now: () => TimeSpan;
  readonly spanKey: string;
  readonly isFollowing: boolean;
}

/** A hook that gives lanes for points in a span: its own question, its own words. */
export type LaneSource = (question: LaneQuestion) => readonly Lane[];
