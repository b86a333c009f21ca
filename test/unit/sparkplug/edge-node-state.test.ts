// The transition table of an edge node.
import { expect, test } from 'vitest';
import {
  type EdgeNodeAct,
  type EdgeNodeEvent,
  type EdgeNodeState,
  stepEdgeNode,
} from '../../../sparkplug/edge-node-state.ts';

const offline: EdgeNodeState = { phase: 'offline', hostTimestamp: null };
const waiting: EdgeNodeState = { phase: 'waiting', hostTimestamp: null };
const waitingSince = (hostTimestamp: number): EdgeNodeState => ({ phase: 'waiting', hostTimestamp });
const bornBy = (hostTimestamp: number): EdgeNodeState => ({ phase: 'born', hostTimestamp });
const nowMs = 1_000;
const host = (online: boolean, timestamp: number): EdgeNodeEvent => ({
  kind: 'host',
  online,
  timestamp,
  nowMs,
});

const table: [string, EdgeNodeState, EdgeNodeEvent, EdgeNodeState, EdgeNodeAct[]][] = [
  ['connected: waits for its host', offline, { kind: 'up' }, waiting, []],
  ['host online: births', waiting, host(true, 5), bornBy(5), ['birth']],
  ['host offline: goes on waiting', waiting, host(false, 5), waitingSince(5), []],
  ['an older online is not obeyed', waitingSince(5), host(true, 4), waitingSince(5), []],
  ['an equal online is obeyed', waitingSince(5), host(true, 5), bornBy(5), ['birth']],
  ['host says online again: stays', bornBy(5), host(true, 9), bornBy(9), []],
  ['host offline: dies', bornBy(5), host(false, 5), offline, ['lose', 'die']],
  ['a late will of an earlier host connection', bornBy(5), host(false, 4), bornBy(5), []],
  ['offline, by a clock that runs ahead', waiting, host(false, 9_000), waitingSince(nowMs), []],
  ['online, by the clock set right', waitingSince(nowMs), host(true, 1_001), bornBy(nowMs), ['birth']],
  ['rebirth', bornBy(5), { kind: 'rebirth' }, bornBy(5), ['birth']],
  ['rebirth while waiting', waiting, { kind: 'rebirth' }, waiting, []],
  ['connection lost', bornBy(5), { kind: 'down' }, offline, ['lose']],
  ['connection lost while waiting', waitingSince(5), { kind: 'down' }, offline, []],
  ['a STATE after the end', offline, host(true, 9), offline, []],
];

test.each(table)('%s', (_, state, event, next, acts) => {
  expect(stepEdgeNode(state, event)).toEqual({ state: next, acts });
});
