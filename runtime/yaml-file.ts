// Reads a YAML file that people write, and says file, line and column of every mistake in it.
import { readFileSync } from 'node:fs';
import { type FilePath, type Mistake, mistakesOf } from '@campus/campus-model';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

const largestFile = 20_000_000;

export interface YamlFile {
  readonly path: string;
  readonly value: unknown;
  /** `file:line:column` of a place in the file, or of the nearest place above it. */
  where(path: FilePath): string;
}

/** The file is wrong; `message` holds one line a mistake: where, what was found, what was expected. */
export class FileMistakes extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'FileMistakes';
    this.lines = lines;
  }
}

/** Throws FileMistakes where the file cannot be read or is no YAML. */
export function readYamlFile(path: string): YamlFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new FileMistakes([`${path}: cannot be read: ${why}; name an existing file`]);
  }
  if (text.length > largestFile) throw new FileMistakes([`${path}: larger than ${largestFile} bytes`]);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  if (document.errors.length > 0) {
    throw new FileMistakes(
      document.errors.map((error) => {
        const { line, col } = lineCounter.linePos(error.pos[0]);
        return `${path}:${line}:${col}: ${error.message.split('\n')[0]}; expected valid YAML`;
      }),
    );
  }
  return {
    path,
    value: plainValue(document, path),
    where: (at) => positionOf(document, lineCounter, path, at),
  };
}

const mostAliases = 100;

function plainValue(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    throw new FileMistakes([
      `${path}:1:1: ${String(error)}; expected at most ${mostAliases} uses of an alias`,
    ]);
  }
}

function positionOf(document: Document, lines: LineCounter, file: string, path: FilePath): string {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return `${file}:${line}:${col}`;
    }
  }
  return `${file}:1:1`;
}

/** One line a mistake: `file:line:col: path: found X; expected Y`. */
export function describeMistakes(file: YamlFile, mistakes: readonly Mistake[]): string[] {
  return mistakes.map(
    ({ path, found, expected }) =>
      `${file.where(path)}: ${path.join('.') || 'file'}: found ${found}; expected: ${expected}`,
  );
}

/** Reads a settings file through its schema; throws FileMistakes. */
export function loadSettings<T extends z.ZodType>(path: string, schema: T): z.infer<T> {
  const file = readYamlFile(path);
  const parsed = schema.safeParse(file.value);
  if (!parsed.success) throw new FileMistakes(describeMistakes(file, mistakesOf(parsed.error, file.value)));
  return parsed.data;
}
