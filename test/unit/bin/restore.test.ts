// Restoring: what is sound comes back byte by byte; what is damaged, cut off or hostile is refused with nothing changed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runRestore } from '../../../bin/backup/restore-command.ts';
import { takeLock } from '../../../bin/data-folder.ts';
import { CommandFailure, exitCodes } from '../../../bin/words.ts';
import {
  archiveOf,
  compressed,
  contentsOf,
  contentsOfFiles,
  type Files,
  manifestOf,
  put,
  type RawEntry,
  rawArchive,
  someFiles,
  temporary,
} from './archives.ts';

const restore = (file: string, target: string | null) => runRestore({ file, target, isJson: false });

async function expectRefused(file: string, sentence: RegExp): Promise<void> {
  const around = temporary();
  const target = join(around, 'data');
  const refused = restore(file, target);
  await expect(refused).rejects.toBeInstanceOf(CommandFailure);
  await expect(refused).rejects.toThrow(sentence);
  await expect(refused).rejects.toMatchObject({ exitCode: exitCodes.hopeless });
  expect(readdirSync(around)).toEqual([]);
}

describe('a sound backup', () => {
  test('comes back byte by byte into a folder that is not there yet, or empty', async () => {
    const file = await archiveOf();
    for (const isThere of [false, true]) {
      const target = join(temporary(), 'data');
      if (isThere) mkdirSync(target);
      await restore(file, target);
      expect(contentsOf(target)).toEqual(contentsOfFiles(someFiles));
      expect(readdirSync(dirname(target))).toEqual(['data']);
    }
  });

  test('is verified without being restored', async () => {
    const file = await archiveOf();
    await restore(file, null);
    expect(readdirSync(dirname(file)).sort()).toEqual(['sound.tar.zst', 'staged']);
  });

  test('is an archive that other programs read', async () => {
    const file = await archiveOf();
    const [{ createReadStream }, { createZstdDecompress }, { extract }] = await Promise.all([
      import('node:fs'),
      import('node:zlib'),
      import('tar-stream'),
    ]);
    const seen: string[] = [];
    for await (const entry of createReadStream(file).pipe(createZstdDecompress()).pipe(extract())) {
      seen.push(entry.header.name);
      entry.resume();
    }
    expect(seen).toEqual(['manifest.json', ...Object.keys(someFiles).sort()]);
  });

  test('of any names and contents comes back', async () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._=+-]{0,20}$/);
    const path = fc.oneof(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `hub/history/${parts.join('/')}`),
      name.map((secret) => `hub/secrets/${secret}.secret`),
    );
    const content = fc.oneof(fc.uint8Array({ maxLength: 2_000 }), fc.constant(new Uint8Array(512)));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(path, content, { minKeys: 1, maxKeys: 6 }), async (made) => {
        const files = Object.fromEntries(Object.entries(made).map(([at, bytes]) => [at, Buffer.from(bytes)]));
        fc.pre(canStandBeside(Object.keys(files)));
        const target = join(temporary(), 'data');
        await restore(await archiveOf(files), target);
        expect(contentsOf(target)).toEqual(contentsOfFiles(files));
      }),
      { numRuns: 40 },
    );
  });
});

function canStandBeside(paths: string[]): boolean {
  const lower = paths.map((path) => path.toLowerCase());
  const isInside = lower.some((path) => lower.some((other) => other.startsWith(`${path}/`)));
  return new Set(lower).size === lower.length && !isInside;
}

describe('damage', () => {
  /** Small, so that every one of its bytes can have its turn. */
  const few: Files = { 'hub/operations.sqlite': 'rows', 'hub/secrets/gw-t1.secret': 'abc' };

  async function expectRefusedOrSame(bytes: Buffer, why: string): Promise<boolean> {
    const around = temporary();
    const [file, target] = [join(around, 'backup.tar.zst'), join(around, 'data')];
    writeFileSync(file, bytes);
    const error = await restore(file, target).catch((refusal: unknown) => refusal);
    if (error === undefined) {
      expect({ why, files: contentsOf(target) }).toEqual({ why, files: contentsOfFiles(few) });
      return false;
    }
    expect({ why, error }).toEqual({ why, error: expect.any(CommandFailure) });
    expect({ why, found: readdirSync(around) }).toEqual({ why, found: ['backup.tar.zst'] });
    return true;
  }

  test('any one byte changed anywhere is refused, or does not matter', async () => {
    const sound = readFileSync(await archiveOf(few));
    let refused = 0;
    for (let at = 0; at < sound.length; at++) {
      const damaged = Buffer.from(sound);
      damaged[at]! ^= 1 << (at % 8);
      if (await expectRefusedOrSame(damaged, `byte ${at}`)) refused++;
    }
    expect(refused).toBeGreaterThan(sound.length * 0.9);
  });

  test('a file cut off anywhere is refused', async () => {
    const sound = readFileSync(await archiveOf(few));
    for (let length = 0; length < sound.length; length++) {
      const isRefused = await expectRefusedOrSame(sound.subarray(0, length), `${length} bytes`);
      expect({ length, isRefused }).toEqual({ length, isRefused: true });
    }
  });

  test('bytes after the end are refused', async () => {
    const sound = readFileSync(await archiveOf(few));
    for (const more of ['x', 'a second archive'.repeat(100), sound]) {
      const isRefused = await expectRefusedOrSame(Buffer.concat([sound, Buffer.from(more)]), 'more');
      expect(isRefused).toBe(true);
    }
  });

  test('a file that is no backup, or none at all, is refused', async () => {
    const folder = temporary();
    put(folder, { letter: 'dear school', nothing: '' });
    await expectRefused(join(folder, 'letter'), /compressed bytes are damaged/);
    await expectRefused(join(folder, 'nothing'), /cut off/);
    await expectRefused(join(folder, 'gone'), /There is no backup file/);
    await expectRefused(folder, /There is no backup file/);
    await expectRefused(compressed(Buffer.from('not a tar'.repeat(200))), /header in it is damaged/);
    await expectRefused(compressed(Buffer.alloc(10_240)), /cut off/);
  });
});

describe('a hostile archive', () => {
  const file: Files = { 'hub/operations.sqlite': 'x' };
  const entry: RawEntry = { name: 'hub/operations.sqlite', content: 'x' };

  test('as it would be without its trick, it is restored', async () => {
    const target = join(temporary(), 'data');
    await restore(rawArchive(manifestOf(file), [entry]), target);
    expect(contentsOf(target)).toEqual(contentsOfFiles(file));
  });

  test.each([
    '/etc/cron.d/x',
    '../outside',
    'hub/../../outside',
    'hub/history/../../../x',
    'hub/history/./x',
    'hub//history',
    'hub\\..\\x',
    'C:/x',
    'hub/lock.sqlite',
    'hub/control/hub.sock',
    'hub/history/\u0000',
    'hub/history/.hidden',
    '',
    'manifest.json',
  ])('that names %j is refused', async (path) => {
    await expectRefused(rawArchive(manifestOf({ [path]: 'x' }), [{ name: path, content: 'x' }]), /manifest/);
  });

  test.each([
    ['a symbolic link', { ...entry, type: '2', link: '/etc/passwd' }],
    ['a hard link', { ...entry, type: '1', link: 'manifest.json' }],
    ['a device', { ...entry, type: '3' }],
    ['a pipe', { ...entry, type: '6' }],
    ['a folder', { ...entry, type: '5' }],
    ['an extended header of any length', { ...entry, type: 'x' }],
    ['a long name', { ...entry, type: 'L' }],
  ])('with %s is refused', async (_, trick) => {
    await expectRefused(rawArchive(manifestOf(file), [trick]), /no plain file/);
  });

  test.each([
    ['names another file', [{ ...entry, name: 'hub/secrets/a.secret' }]],
    ['says another size', [{ ...entry, content: 'xy' }]],
    ['leads up', [{ ...entry, name: '../operations.sqlite' }]],
  ])('whose entry %s than its manifest is refused', async (_, entries) => {
    await expectRefused(rawArchive(manifestOf(file), entries), /not those of its manifest/);
  });

  test('with a file twice, one inside another, or two that differ by capitals is refused', async () => {
    const listed = manifestOf(file) as { files: object[] };
    const twice = { ...listed, files: [listed.files[0], listed.files[0]] };
    await expectRefused(rawArchive(twice, [entry, entry]), /manifest/);
    const inside = { 'hub/history/a': 'x', 'hub/history/a/b': 'x' };
    await expectRefused(rawArchive(manifestOf(inside), []), /manifest/);
    const capitals = { 'hub/history/a': 'x', 'hub/history/A': 'x' };
    await expectRefused(rawArchive(manifestOf(capitals), []), /manifest/);
  });

  test('with more than its manifest names, or less, is refused', async () => {
    const more = { name: 'hub/secrets/extra.secret', content: 'x' };
    await expectRefused(rawArchive(manifestOf(file), [entry, more]), /more than its manifest names/);
    await expectRefused(rawArchive(manifestOf(file), []), /cut off/);
    await expectRefused(rawArchive(manifestOf(file), [entry], Buffer.alloc(0)), /cut off/);
    await expectRefused(rawArchive(manifestOf(file), [entry], Buffer.alloc(2_048)), /more than its manifest/);
  });

  test('with other content than its checksum is refused', async () => {
    const wrong = { ...entry, content: 'y' };
    await expectRefused(rawArchive(manifestOf(file), [wrong]), /does not match its checksum/);
  });

  test('of a newer format is refused, and says so', async () => {
    await expectRefused(
      rawArchive(manifestOf(file, { formatVersion: 2, files: 'other' }), [entry]),
      /newer version/,
    );
  });

  test.each([0, -1, 1.5, '1', null])('of format %j is refused', async (formatVersion) => {
    await expectRefused(rawArchive(manifestOf(file, { formatVersion }), [entry]), /manifest/);
  });

  test('that would fill the disk is refused before anything is written', async () => {
    const files = [{ path: 'hub/history/bomb', bytes: 8e15, sha256: '0'.repeat(64) }];
    const bomb = { name: 'hub/history/bomb', saysBytes: 7e9 };
    await expectRefused(rawArchive(manifestOf(file, { files }), [bomb]), /MB more are needed/);
  });

  test('with a manifest beyond all measure is refused unread', async () => {
    const files = 'x'.repeat(21_000_000);
    await expectRefused(rawArchive(manifestOf(file, { files }), []), /no backup of this program/);
  });
});

describe('the target', () => {
  test.each([['a file in it', { 'notes.txt': 'mine' }]])('is left alone with %s', async (_, inside) => {
    const target = temporary();
    put(target, inside);
    await expect(restore(await archiveOf(), target)).rejects.toThrow(/no empty folder/);
    expect(contentsOf(target)).toEqual(contentsOfFiles(inside));
  });

  test('that is a file is left alone', async () => {
    const folder = temporary();
    put(folder, { data: 'mine' });
    await expect(restore(await archiveOf(), join(folder, 'data'))).rejects.toThrow(/no empty folder/);
    expect(readFileSync(join(folder, 'data'), 'utf8')).toBe('mine');
  });

  test('is restored where a killed restore left its remains', async () => {
    const around = temporary();
    put(join(around, 'data.campus-restoring'), { 'data/hub/operations.sqlite': 'half' });
    await restore(await archiveOf(), join(around, 'data'));
    expect(contentsOf(join(around, 'data'))).toEqual(contentsOfFiles(someFiles));
    expect(readdirSync(around)).toEqual(['data']);
  });

  test('is refused while another restore of it is under way', async () => {
    const around = temporary();
    const other = join(around, 'data.campus-restoring');
    mkdirSync(other);
    const lock = takeLock(other);
    await expect(restore(await archiveOf(), join(around, 'data'))).rejects.toThrow(/in use by another run/);
    lock.release();
    expect(existsSync(other)).toBe(true);
  });

  test.skipIf(process.getuid?.() !== 0)(
    'may be an empty disk of its own (needs root to mount one)',
    async () => {
      const target = temporary();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', target]);
      try {
        mkdirSync(join(target, 'lost+found'));
        await restore(await archiveOf(), target);
        expect(readdirSync(target).sort()).toEqual(['hub', 'lost+found', 'settings']);
        expect(contentsOf(target)).toEqual(contentsOfFiles(someFiles));
      } finally {
        execFileSync('umount', [target]);
      }
    },
  );
});
