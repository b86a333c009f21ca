// Architecture as a test: a workspace imports only what its package.json names, and others only by their index.
import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { productFiles, read, root, sourcePattern, workspaces } from './source-files.ts';

const importPattern = /(?:from\s+|import\s*\(\s*|import\s+)'([^']+)'/g;

function importsOf(path: string): string[] {
  return [...read(path).matchAll(importPattern)].map((match) => match[1]!);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What a workspace opens to others: its index, and what else its `exports` name. */
function isDoor(specifier: string): boolean {
  const folder = workspaces().get(packageOf(specifier));
  const { exports } = JSON.parse(read(`${folder}/package.json`));
  return Object.hasOwn(exports, `.${specifier.slice(packageOf(specifier).length)}`);
}

/** What design allows each workspace to import of the others. */
const allowed: Record<string, readonly string[]> = {
  'campus-model': [],
  runtime: ['campus-model'],
  sparkplug: ['campus-model', 'runtime'],
  'device-drivers': ['campus-model', 'runtime'],
  'edge-agent': ['campus-model', 'runtime', 'sparkplug', 'device-drivers', 'rules-engine'],
  broker: ['campus-model', 'runtime'],
  'telemetry-store': ['campus-model', 'runtime', 'sparkplug'],
  'rules-engine': ['campus-model'],
  operations: ['campus-model', 'runtime', 'rules-engine', 'telemetry-store'],
  'web-server': ['campus-model', 'runtime', 'operations', 'rules-engine', 'telemetry-store'],
  'web-panel': ['campus-model'],
  simulators: ['campus-model', 'runtime'],
};

describe.each([...workspaces()])('%s', (name, folder) => {
  const manifest = JSON.parse(read(`${folder}/package.json`));
  const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
  const files = productFiles(sourcePattern).filter((path) => path.startsWith(`${folder}/`));

  test('imports only declared packages, workspaces by what they open to others', () => {
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('virtual:'))
        .filter((specifier) => !specifier.startsWith('node:') && !builtinModules.includes(specifier))
        .filter((specifier) => {
          const isDeep = specifier.startsWith('@campus/') && !isDoor(specifier);
          return isDeep || !declared.has(packageOf(specifier));
        })
        .map((specifier) => `${path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test('declares no dependency that it does not import', () => {
    const used = new Set(files.flatMap(importsOf).map(packageOf));
    const needed = Object.keys(manifest.dependencies ?? {});
    expect(needed.filter((entry) => !used.has(entry))).toEqual([]);
  });

  test('imports only files that there are', () => {
    const missing = files.flatMap((path) =>
      importsOf(path)
        .filter((specifier) => specifier.startsWith('.'))
        .filter((specifier) => !existsSync(join(root, dirname(path), specifier.replace(/\?.*$/, ''))))
        .map((specifier) => `${path}: ${specifier}`),
    );
    expect(missing).toEqual([]);
  });

  test('reaches into no other workspace by a relative path', () => {
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .filter((specifier) => specifier.startsWith('.'))
        .filter((specifier) => {
          const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
          return !target.startsWith(`${folder}/`) && target !== 'package.json';
        })
        .map((specifier) => `${path}: ${specifier}`),
    );
    expect(wrong.filter((line) => !line.startsWith('test/'))).toEqual([]);
  });

  test('names only the workspaces that the design lets it import', () => {
    const short = name.slice('@campus/'.length);
    const own = allowed[short];
    if (!own) return;
    const workspaceNames = [...declared].filter((entry) => entry.startsWith('@campus/'));
    expect(
      workspaceNames.map((entry) => entry.slice('@campus/'.length)).filter((entry) => !own.includes(entry)),
    ).toEqual([]);
  });
});
