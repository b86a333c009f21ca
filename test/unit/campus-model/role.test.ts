// The one gate: who may do what, as a table.
import {
  type Action,
  actions,
  authorise,
  type Identity,
  type Resource,
  type Role,
  roles,
} from '@campus/campus-model';
import { describe, expect, test } from 'vitest';

function person(role: Role, spaces: string[] = []): Identity {
  return { account: role, name: role, role, spaces };
}

test.each(actions)('nobody may %s without signing in', (action) => {
  expect(authorise(null, action, {})).toBe(false);
});

test.each(roles)('%s never commands fire equipment', (role) => {
  expect(authorise(person(role, ['r1']), 'point.command', { system: 'fire', spaceId: 'r1' })).toBe(false);
});

const cases: [Role, Action, Resource, boolean][] = [
  ['administrator', 'account.manage', {}, true],
  ['administrator', 'point.command', { system: 'climate' }, true],
  ['security', 'alarm.acknowledge', { system: 'fire' }, true],
  ['security', 'alarm.acknowledge', { system: 'climate' }, false],
  ['security', 'picture.read', {}, true],
  ['security', 'point.command', { system: 'security' }, true],
  ['security', 'audit.read', {}, false],
  ['logistics', 'alarm.acknowledge', { system: 'water' }, true],
  ['logistics', 'picture.read', {}, false],
  ['logistics', 'point.command', { system: 'security' }, false],
  ['teacher', 'point.command', { system: 'lighting', spaceId: 'r1' }, true],
  ['teacher', 'point.command', { system: 'lighting', spaceId: 'r2' }, false],
  ['teacher', 'point.command', { system: 'security', spaceId: 'r1' }, false],
  ['teacher', 'alarm.read', { system: 'fire', spaceId: 'r9' }, true],
  ['teacher', 'alarm.read', { system: 'climate', spaceId: 'r9' }, false],
  ['teacher', 'alarm.acknowledge', { system: 'climate', spaceId: 'r1' }, false],
  ['teacher', 'rule.read', {}, false],
  ['administrator', 'storage.release', {}, true],
  ['security', 'books.read', {}, true],
  ['security', 'storage.hold', {}, true],
  ['security', 'storage.release', {}, false],
  ['logistics', 'books.read', {}, true],
  ['logistics', 'storage.hold', {}, false],
  ['teacher', 'storage.read', {}, true],
  ['teacher', 'books.read', {}, false],
  ['teacher', 'storage.hold', {}, false],
  ['administrator', 'board.change', { owner: 'wang', sharedWith: [] }, true],
  ['security', 'board.read', { owner: 'wang', sharedWith: ['security'] }, true],
  ['security', 'board.change', { owner: 'wang', sharedWith: ['security'] }, false],
  ['security', 'board.share', {}, true],
  ['logistics', 'board.read', { owner: 'wang', sharedWith: ['security'] }, false],
  ['logistics', 'board.read', { owner: null, sharedWith: ['logistics'] }, true],
  ['logistics', 'board.change', { owner: null, sharedWith: ['logistics'] }, false],
  ['teacher', 'board.create', {}, true],
  ['teacher', 'board.read', { owner: 'teacher', sharedWith: [] }, true],
  ['teacher', 'board.change', { owner: 'teacher', sharedWith: [] }, true],
  ['teacher', 'board.read', {}, false],
  ['teacher', 'board.change', {}, false],
  ['teacher', 'board.share', {}, false],
  ['administrator', 'plan.edit', {}, true],
  ['logistics', 'plan.edit', {}, true],
  ['security', 'plan.edit', {}, false],
  ['teacher', 'plan.edit', {}, false],
  ['administrator', 'commission', {}, true],
  ['security', 'commission', {}, false],
  ['logistics', 'commission', {}, false],
  ['teacher', 'commission', {}, false],
];

describe('the table', () => {
  test.each(cases)('%s %s %o: %s', (role, action, resource, expected) => {
    expect(authorise(person(role, ['r1']), action, resource)).toBe(expected);
  });
});
