// Who may do what: the one gate. Deny by default.
import type { System } from './point.ts';

export const roles = ['administrator', 'security', 'logistics', 'teacher'] as const;
export type Role = (typeof roles)[number];

/** A signed-in person (or null for nobody). `spaces` are a teacher's own rooms. */
export interface Identity {
  readonly account: string;
  readonly name: string;
  readonly role: Role;
  readonly spaces: readonly string[];
}

export const actions = [
  'session.read',
  'campus.read',
  'point.read',
  'point.command',
  'history.read',
  'alarm.read',
  'alarm.acknowledge',
  'command.read',
  'gateway.read',
  'rule.read',
  'audit.read',
  'account.manage',
  'metrics.read',
  'picture.read',
  /** The data books, and beside them legal holds and what the system says of trouble with its storage. */
  'books.read',
  /** Whether telemetry is being stored: what every page shows. */
  'storage.read',
  'storage.hold',
  'storage.release',
  'board.read',
  'board.create',
  /** Changing, deleting and restoring a board. */
  'board.change',
  'board.share',
  /** Drawing the plan of a floor, and looking at its former versions. */
  'plan.edit',
  /** Judging points, trying outputs, and reports of acceptance: for those who put the campus into service. */
  'commission',
] as const;
export type Action = (typeof actions)[number];

/** What an action is about; leave out what does not apply. */
export interface Resource {
  readonly system?: System;
  readonly spaceId?: string | null;
  /** Of a board: its owner's account (null where the campus brought it) and the roles that it is shared with. */
  readonly owner?: string | null;
  readonly sharedWith?: readonly Role[];
}

const readActions: readonly Action[] = [
  'session.read',
  'campus.read',
  'point.read',
  'history.read',
  'command.read',
  'gateway.read',
  'storage.read',
  'board.create',
];

/** Security may ask, for an incident, whether data is missing; so the books are for both. */
const staffActions: readonly Action[] = ['alarm.read', 'rule.read', 'books.read', 'board.share'];

const staffSystems: Record<'security' | 'logistics', readonly System[]> = {
  security: ['fire', 'security', 'network'],
  logistics: ['lighting', 'climate', 'energy', 'water', 'network', 'workshop'],
};

/** Commanding fire equipment is nobody's right: the certified panel stays in charge. */
const neverCommanded: readonly System[] = ['fire'];

const teacherSystems: readonly System[] = ['lighting', 'climate', 'teaching'];

/** True where `identity` may do `action` to `resource`. */
export function authorise(identity: Identity | null, action: Action, resource: Resource = {}): boolean {
  if (!identity) return false;
  if (action === 'point.command' && resource.system && neverCommanded.includes(resource.system)) return false;
  if (identity.role !== 'administrator' && (action === 'board.read' || action === 'board.change')) {
    return mayBoard(identity, action, resource);
  }
  switch (identity.role) {
    case 'administrator':
      return true;
    case 'security':
    case 'logistics':
      return mayStaff(staffSystems[identity.role], action, resource);
    case 'teacher':
      return mayTeacher(identity, action, resource);
  }
}

/** One's own boards, and to look at those that are shared with one's role. */
function mayBoard(
  { account, role }: Identity,
  action: 'board.read' | 'board.change',
  { owner, sharedWith }: Resource,
): boolean {
  return owner === account || (action === 'board.read' && (sharedWith?.includes(role) ?? false));
}

function mayStaff(own: readonly System[], action: Action, { system }: Resource): boolean {
  if (readActions.includes(action) || staffActions.includes(action)) return true;
  if (action === 'picture.read' || action === 'storage.hold') return own.includes('security');
  if (action === 'plan.edit') return own.includes('energy');
  if (action === 'alarm.acknowledge' || action === 'point.command') {
    return system !== undefined && own.includes(system);
  }
  return false;
}

function mayTeacher(identity: Identity, action: Action, { system, spaceId }: Resource): boolean {
  if (readActions.includes(action)) return true;
  const isOwnRoom = spaceId !== undefined && spaceId !== null && identity.spaces.includes(spaceId);
  if (action === 'alarm.read') return isOwnRoom || system === 'fire';
  if (action === 'point.command') return isOwnRoom && system !== undefined && teacherSystems.includes(system);
  return false;
}
