// The accounts of a fresh data folder: the demo's known ones, elsewhere one administrator with a password of chance.
import { randomBytes } from 'node:crypto';
import type { Campus, Role, Text } from '@campus/campus-model';
import type { Operations } from '@campus/operations';

export interface DemoAccount {
  readonly account: string;
  readonly password: string;
  readonly name: Text;
  readonly role: Role;
}

const demoPassword = 'campus-demo';

export const demoAccounts: readonly DemoAccount[] = [
  { account: 'teacher', password: demoPassword, name: { zh: '王老师', en: 'Ms Wang' }, role: 'teacher' },
  {
    account: 'security',
    password: demoPassword,
    name: { zh: '保卫科李师傅', en: 'Mr Li' },
    role: 'security',
  },
  {
    account: 'logistics',
    password: demoPassword,
    name: { zh: '后勤处陈工', en: 'Ms Chen' },
    role: 'logistics',
  },
  {
    account: 'admin',
    password: demoPassword,
    name: { zh: '管理员', en: 'Administrator' },
    role: 'administrator',
  },
];

/** Rooms that the demo's teacher teaches in: the first two classrooms and the first VR lab. */
function teacherSpaces(campus: Campus): string[] {
  const ofKind = (kind: string, most: number): string[] =>
    [...campus.spaces.values()]
      .filter((space) => space.kind === kind)
      .slice(0, most)
      .map((space) => space.id);
  return [...ofKind('classroom', 2), ...ofKind('vr-lab', 1)];
}

/** Makes the first accounts where there are none. Returns the administrator's password, to be shown once. */
export async function makeFirstAccounts(campus: Campus, { accounts }: Operations): Promise<string | null> {
  if ((await accounts.count()) > 0) return null;
  if (campus.isDemo) {
    for (const { account, password, name, role } of demoAccounts) {
      const spaces = role === 'teacher' ? teacherSpaces(campus) : [];
      await accounts.create({ account, password, role, name: name.zh, spaces });
    }
    return null;
  }
  const password = randomBytes(12).toString('base64url');
  await accounts.create({ account: 'admin', password, role: 'administrator', name: '管理员', spaces: [] });
  return password;
}
