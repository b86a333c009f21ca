// When an edge node is born and dies: a pure function from state and event to state and acts (Sparkplug 3.0, 5.4 and 5.5).

export interface EdgeNodeState {
  /** `waiting`: connected, the primary host is not online. */
  readonly phase: 'offline' | 'waiting' | 'born';
  /**
   * Timestamp of the last STATE obeyed on this connection, never later than when it came: the word of a host's clock
   * that ran ahead must not outlive its correction.
   */
  readonly hostTimestamp: number | null;
}

export type EdgeNodeEvent =
  | { readonly kind: 'up' }
  | { readonly kind: 'down' }
  | {
      readonly kind: 'host';
      readonly online: boolean;
      readonly timestamp: number;
      /** Milliseconds UTC by the node's own clock. */
      readonly nowMs: number;
    }
  | { readonly kind: 'rebirth' };

/** `die`: publish the death and begin the connection anew. `lose`: tell the owner. */
export type EdgeNodeAct = 'birth' | 'die' | 'lose';

export interface EdgeNodeStep {
  readonly state: EdgeNodeState;
  readonly acts: readonly EdgeNodeAct[];
}

export const edgeNodeAtStart: EdgeNodeState = { phase: 'offline', hostTimestamp: null };

export function stepEdgeNode(state: EdgeNodeState, event: EdgeNodeEvent): EdgeNodeStep {
  switch (event.kind) {
    case 'up': // [tck-id-message-flow-edge-node-birth-publish-phid-wait]
      return { state: { phase: 'waiting', hostTimestamp: null }, acts: [] };
    case 'down':
      return { state: edgeNodeAtStart, acts: state.phase === 'born' ? ['lose'] : [] };
    case 'rebirth': // [tck-id-operational-behavior-data-commands-rebirth-action-2]
      return { state, acts: state.phase === 'born' ? ['birth'] : [] };
    case 'host':
      return stepHost(state, event);
  }
}

function stepHost(
  state: EdgeNodeState,
  { online, timestamp, nowMs }: Extract<EdgeNodeEvent, { kind: 'host' }>,
): EdgeNodeStep {
  // [tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp]
  const isOld = state.hostTimestamp !== null && timestamp < state.hostTimestamp;
  if (isOld || state.phase === 'offline') return { state, acts: [] };
  const hostTimestamp = Math.min(timestamp, nowMs);
  if (online && state.phase === 'waiting')
    return { state: { phase: 'born', hostTimestamp }, acts: ['birth'] };
  // [tck-id-operational-behavior-edge-node-termination-host-offline]
  if (!online && state.phase === 'born') return { state: edgeNodeAtStart, acts: ['lose', 'die'] };
  return { state: { ...state, hostTimestamp }, acts: [] };
}
