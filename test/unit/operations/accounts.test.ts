// Accounts, sign-in and sessions.
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { PasswordHasher } from '../../../operations/accounts/password.ts';
import { SignInThrottle } from '../../../operations/accounts/throttle.ts';
import { type OpenedOperations, openOperations, reopen } from './open-operations.ts';

const teacher = {
  account: 'wang',
  password: 'correct horse',
  role: 'teacher',
  name: '王老师',
  spaces: ['room-1'],
} as const;
const hourMs = 3_600_000;

async function withTeacher(): Promise<OpenedOperations> {
  const opened = await openOperations();
  await opened.operations.accounts.create(teacher);
  return opened;
}

describe('create', () => {
  test.each([
    [{ password: 'short' }, 'password'],
    [{ account: '' }, 'account'],
    [{ account: 'a b' }, 'account'],
    [{ role: 'king' as never }, 'role'],
    [{ name: '' }, 'name'],
  ])('%j is refused', async (wrong, named) => {
    const { operations } = await openOperations();
    const create = operations.accounts.create({ ...teacher, ...wrong });
    await expect(create).rejects.toMatchObject({
      code: 'input-invalid',
      detail: expect.stringContaining(named),
    });
    expect(await operations.accounts.count()).toBe(0);
  });

  test('an account exists once, however it is spelled', async () => {
    const { operations } = await withTeacher();
    const create = operations.accounts.create({ ...teacher, account: 'WANG' });
    await expect(create).rejects.toMatchObject({ code: 'input-invalid' });
    expect(await operations.accounts.count()).toBe(1);
  });
});

describe('signIn', () => {
  test('gives a token that identifies, also after a restart', async () => {
    const opened = await withTeacher();
    const { token, identity } = await opened.operations.accounts.signIn(' Wang ', teacher.password, '::1');
    const { account, role, name, spaces } = teacher;
    expect(identity).toEqual({ account, role, name, spaces });
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const { operations } = await reopen(opened);
    expect(await operations.accounts.identify(token)).toEqual(identity);
    const actions = (await operations.audit.list({ limit: 9 })).map(({ action, detail }) => [action, detail]);
    expect(actions).toEqual([
      ['sign-in', '::1'],
      ['account-create', 'teacher'],
    ]);
  });

  test('a wrong password and an unknown account are told alike; only the known one is named', async () => {
    const { operations } = await withTeacher();
    for (const account of ['wang', 'hunter2-in-the-wrong-field']) {
      const signIn = operations.accounts.signIn(account, 'wrong password');
      await expect(signIn).rejects.toMatchObject({ code: 'sign-in-failed', detail: undefined });
    }
    const failures = (await operations.audit.list({ limit: 2 })).map(({ account, subject }) => [
      account,
      subject,
    ]);
    expect(failures).toEqual([
      ['', 'unknown account'],
      ['wang', 'wang'],
    ]);
  });

  test('five failures make it wait, also with the right password, and longer each time', async () => {
    const { operations, clock } = await withTeacher();
    const tries = Array.from({ length: 8 }, () => operations.accounts.signIn('wang', 'wrong password'));
    const codes = (await Promise.allSettled(tries)).map(
      (result) => result.status === 'rejected' && result.reason.code,
    );
    expect(codes).toEqual([...Array(5).fill('sign-in-failed'), ...Array(3).fill('too-many-requests')]);
    const tooSoon = operations.accounts.signIn('wang', teacher.password);
    await expect(tooSoon).rejects.toMatchObject({ code: 'too-many-requests', detail: 'Wait 60 s.' });
    clock.advance(60_000);
    await expect(operations.accounts.signIn('wang', 'wrong password')).rejects.toMatchObject({
      code: 'sign-in-failed',
    });
    await expect(operations.accounts.signIn('wang', 'x')).rejects.toMatchObject({ detail: 'Wait 120 s.' });
    clock.advance(120_000);
    expect(await operations.accounts.signIn('wang', teacher.password)).toHaveProperty('token');
    expect(await operations.accounts.signIn('wang', teacher.password)).toHaveProperty('token');
  });
});

describe('throttle', () => {
  test('an address that tries many accounts must wait; good attempts do not count', () => {
    const throttle = new SignInThrottle();
    for (let i = 0; i < 100; i++) {
      expect(throttle.attempt('good', '10.0.0.1', 0)).toBe(0);
      throttle.succeeded('good', '10.0.0.1');
    }
    const waits = Array.from({ length: 31 }, (_, i) => throttle.attempt(`a${i}`, '10.0.0.1', 0));
    expect(waits.filter((wait) => wait > 0)).toEqual([60_000]);
    expect(throttle.attempt('a0', '10.0.0.2', 0)).toBe(0);
  });

  test('forgets after half an hour of quiet, and waits no more than a quarter', () => {
    const throttle = new SignInThrottle();
    let now = 0;
    let longest = 0;
    for (let i = 0; i < 100; i++) {
      const wait = throttle.attempt('a', '', now);
      longest = Math.max(longest, wait);
      now += wait;
    }
    expect(longest).toBe(15 * 60_000);
    now += 46 * 60_000;
    for (let i = 0; i < 5; i++) expect(throttle.attempt('a', '', now)).toBe(0);
  });
});

describe('sessions', () => {
  test('end by sign-out', async () => {
    const { operations } = await withTeacher();
    const { token } = await operations.accounts.signIn('wang', teacher.password);
    await operations.accounts.signOut(token);
    await operations.accounts.signOut(token);
    expect(await operations.accounts.identify(token)).toBeNull();
    const [last] = await operations.audit.list({ limit: 1 });
    expect(last).toMatchObject({ account: 'wang', action: 'sign-out' });
  });

  test('end after 12 hours without use, also over a restart', async () => {
    const opened = await withTeacher();
    const { token } = await opened.operations.accounts.signIn('wang', teacher.password);
    opened.clock.advance(11 * hourMs);
    expect(await opened.operations.accounts.identify(token)).not.toBeNull();
    opened.clock.advance(11 * hourMs);
    const again = await reopen(opened);
    expect(await again.operations.accounts.identify(token)).not.toBeNull();
    again.clock.advance(12 * hourMs + 1);
    expect(await again.operations.accounts.identify(token)).toBeNull();
  });

  test('end after 30 days of use', async () => {
    const { operations, clock } = await withTeacher();
    const { token } = await operations.accounts.signIn('wang', teacher.password);
    for (let day = 0; day < 60; day++) {
      expect(await operations.accounts.identify(token)).not.toBeNull();
      clock.advance(12 * hourMs);
    }
    clock.advance(1);
    expect(await operations.accounts.identify(token)).toBeNull();
  });

  test('of one account are at most twenty; the oldest ends', async () => {
    const { operations, clock } = await withTeacher();
    const tokens: string[] = [];
    for (let i = 0; i < 21; i++) {
      tokens.push((await operations.accounts.signIn('wang', teacher.password)).token);
      await operations.accounts.identify(tokens[i]!);
      clock.advance(1);
    }
    expect(await operations.accounts.identify(tokens[0]!)).toBeNull();
    expect(await operations.accounts.identify(tokens[1]!)).not.toBeNull();
  });

  test.each(['', 'x', '../../etc', 'A'.repeat(43), 'A'.repeat(1_000_000)])(
    'nobody has the token %.20s',
    async (token) => {
      const { operations } = await openOperations();
      expect(await operations.accounts.identify(token)).toBeNull();
    },
  );

  test('neither tokens nor passwords stand in the file', async () => {
    const { operations, file } = await withTeacher();
    const { token } = await operations.accounts.signIn('wang', teacher.password);
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = JSON.stringify([
      database.prepare('SELECT * FROM accounts').all(),
      database.prepare('SELECT * FROM sessions').all(),
      database.prepare('SELECT * FROM audit').all(),
    ]);
    database.close();
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(teacher.password);
    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});

describe('password hashes', () => {
  test('an unknown account costs as much as a known one', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('correct horse');
    const cost = async (of: string | null): Promise<number> => {
      const began = process.cpuUsage();
      await hasher.verify('wrong', of);
      const { user, system } = process.cpuUsage(began);
      return user + system;
    };
    await cost(hash);
    const [known, unknown] = [await cost(hash), await cost(null)];
    expect(unknown).toBeGreaterThan(known / 5);
  });

  test('the same characters from another input method are the same password', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('密码ａｂｃ１２３');
    expect(await hasher.verify('密码abc123', hash)).toBe(true);
    expect(await hasher.verify('密码abc124', hash)).toBe(false);
  });

  test('too many at once are refused, the others are served', async () => {
    const hasher = new PasswordHasher();
    const all = await Promise.allSettled(Array.from({ length: 60 }, () => hasher.verify('x', null)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(52);
    expect(await hasher.verify('x', null)).toBe(false);
  });
});
