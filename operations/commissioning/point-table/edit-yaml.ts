// Edits the text of a YAML file so that it says something else: only what differs is written anew, comments and the order
// and the form of the rest stay as people wrote them.
import { isDeepStrictEqual } from 'node:util';
import {
  Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Entry, isEntry } from './entries.ts';

/** As wide as the formatter of the product lets a line be. */
const lineWidth = 110;

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text that says `after`; null where the file's own form (anchors, say) does not allow it. */
export function editYaml(source: string, after: unknown): string | null {
  const spliced = splicedText(source, after);
  if (spliced !== null && says(spliced, after)) return spliced;
  const document = parseDocument(source);
  if (isCollection(document.contents))
    document.contents = merged(document, document.contents, after) as ParsedNode;
  const rewritten = document.toString({ lineWidth });
  return says(rewritten, after) ? rewritten : null;
}

function says(text: string, wanted: unknown): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), wanted);
}

function splicedText(source: string, after: unknown): string | null {
  const document = parseDocument(source);
  if (document.errors.length > 0 || !document.contents) return null;
  const splices = new Patch(source, document).of(document.contents, after);
  // Of two insertions at one place the inner one comes first in the text, so it is made last.
  return splices
    .toReversed()
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((text, { start, end, text: fresh }) => text.slice(0, start) + fresh + text.slice(end), source);
}

class Patch {
  readonly #source: string;
  readonly #document: Document;
  readonly #newLine: string;

  constructor(source: string, document: Document) {
    this.#source = source;
    this.#document = document;
    this.#newLine = source.includes('\r\n') ? '\r\n' : '\n';
  }

  of(node: Node, after: unknown): Splice[] {
    const before = node.toJS(this.#document);
    if (isDeepStrictEqual(before, after)) return [];
    if (isMap(node) && isEntry(before) && isEntry(after) && isSameKeys(before, after)) {
      return node.items.flatMap((pair) => {
        const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
        const value = pair.value as Node;
        const first = node.flow ? null : this.#firstEntries(pair.key as Node, value, after[key]);
        return first ? [first] : this.of(value, after[key]);
      });
    }
    const [had, wanted] = [withIds(before), withIds(after)];
    if (isSeq(node) && !node.flow && had && wanted && had.size > 0 && wanted.size > 0) {
      return this.#entries(node, had, wanted) ?? [this.#anew(node, after)];
    }
    return [this.#anew(node, after)];
  }

  /** The first entries of a list that was empty, each on a line of its own below its key. */
  #firstEntries(key: Node, value: Node, after: unknown): Splice | null {
    const wanted = withIds(after);
    if (!isSeq(value) || !value.flow || value.items.length > 0 || !wanted || wanted.size === 0) return null;
    const indent = ' '.repeat(this.#columnOf(key.range![0]) + 2);
    const lines = [...wanted.values()].map(
      (entry) => `${this.#newLine}${indent}- ${this.#written(this.#flow(entry), indent.length + 2)}`,
    );
    const [start, end] = value.range!;
    const blanks = /[ \t]*$/.exec(this.#source.slice(0, start))![0].length;
    return { start: start - blanks, end, text: lines.join('') };
  }

  /** Entries by their ids: kept ones are patched, others go, new ones follow the last. Null where their order changes. */
  #entries(
    node: YAMLSeq,
    had: ReadonlyMap<string, Entry>,
    wanted: ReadonlyMap<string, Entry>,
  ): Splice[] | null {
    const kept = [...had.keys()].filter((id) => wanted.has(id));
    const fresh = [...wanted.keys()].filter((id) => !had.has(id));
    if (!isDeepStrictEqual([...kept, ...fresh], [...wanted.keys()]) || kept.length === 0) return null;
    const items = node.items as Node[];
    const splices = [...had.keys()].flatMap((id, i) =>
      wanted.has(id) ? this.of(items[i]!, wanted.get(id)) : [this.#gone(items[i]!)],
    );
    const last = items.at(-1)!;
    const indent = ' '.repeat(this.#columnOf(this.#dashOf(last)));
    const lines = fresh.map(
      (id) => `${indent}- ${this.#written(this.#flow(wanted.get(id)!), indent.length + 2)}`,
    );
    const end = this.#lineEnd(last);
    if (fresh.length > 0) {
      const lead = this.#source[end - 1] === '\n' || end === 0 ? '' : this.#newLine;
      splices.push({ start: end, end, text: lead + lines.map((line) => line + this.#newLine).join('') });
    }
    return splices;
  }

  /** A room or device is one line where it fits. */
  #flow(entry: Entry): Node {
    return this.#document.createNode(entry, { flow: true });
  }

  #gone(node: Node): Splice {
    const dash = this.#dashOf(node);
    const start = dash - this.#columnOf(dash);
    return { start, end: this.#lineEnd(node), text: '' };
  }

  #anew(node: Node, after: unknown): Splice {
    const [start, end] = node.range!;
    const fresh = merged(this.#document, node, after);
    const text = this.#written(fresh, this.#columnOf(start));
    const tail = /\s*$/.exec(this.#source.slice(start, end))![0];
    return { start, end: end - tail.length, text };
  }

  /** Lines after the first stand as deep as the first. */
  #written(node: Node, column: number): string {
    const document = new Document();
    document.contents = node as ParsedNode;
    const text = document
      .toString({ lineWidth: Math.max(40, lineWidth - column), flowCollectionPadding: true })
      .trimEnd();
    return text.split('\n').join(`${this.#newLine}${' '.repeat(column)}`);
  }

  #dashOf(node: Node): number {
    return this.#source.lastIndexOf('-', node.range![0] - 1);
  }

  #columnOf(at: number): number {
    return at - (this.#source.lastIndexOf('\n', at - 1) + 1);
  }

  /** After the line on which a node ends, and what is said at its end. */
  #lineEnd(node: Node): number {
    const [start, valueEnd] = node.range!;
    const tail = /\s*$/.exec(this.#source.slice(start, valueEnd))![0];
    const end = this.#source.indexOf('\n', valueEnd - tail.length);
    return end < 0 ? this.#source.length : end + 1;
  }
}

/** The node with what differs set anew in it, so that the comments of the rest stay. */
function merged(document: Document, node: Node, after: unknown): Node {
  const before = node.toJS(document);
  if (isDeepStrictEqual(before, after)) return node;
  if (isMap(node) && isEntry(after)) return mergedMap(document, node, after);
  const [had, wanted] = [withIds(before), withIds(after)];
  if (isSeq(node) && had && wanted) {
    const items = new Map([...had.keys()].map((id, i) => [id, node.items[i] as Node]));
    node.items = [...wanted].map(([id, entry]) => {
      const known = items.get(id);
      return known ? merged(document, known, entry) : document.createNode(entry, { flow: true });
    });
    if (node.items.length > 0 && had.size === 0) node.flow = false;
    return node;
  }
  const flow = isCollection(node) ? node.flow : true;
  const fresh = document.createNode(after, { flow: flow === true });
  if (node.commentBefore) fresh.commentBefore = node.commentBefore;
  if (node.comment) fresh.comment = node.comment;
  return fresh;
}

function mergedMap(document: Document, node: YAMLMap, after: Entry): Node {
  for (const pair of [...node.items]) {
    const key = isScalar(pair.key) ? pair.key.value : pair.key;
    if (!(String(key) in after)) node.delete(key);
  }
  for (const [key, value] of Object.entries(after)) {
    const known = node.get(key, true) as Node | undefined;
    node.set(key, known ? merged(document, known, value) : document.createNode(value, { flow: true }));
  }
  return node;
}

function isSameKeys(a: Entry, b: Entry): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key));
}

/** A list of entries by their ids; null where any has none or one stands twice. */
function withIds(value: unknown): Map<string, Entry> | null {
  if (!Array.isArray(value)) return null;
  const entries = new Map<string, Entry>();
  for (const entry of value) {
    if (!isEntry(entry) || typeof entry.id !== 'string' || entries.has(entry.id)) return null;
    entries.set(entry.id, entry);
  }
  return entries;
}
