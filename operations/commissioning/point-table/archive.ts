// The archive an XLSX file is, opened within limits: unpacked once, here, by what its own list of contents says of it.
// A file that says less than it holds, or more than is sensible, is refused with a sentence.

import { crc32, inflateRawSync } from 'node:zlib';
import type { Text } from '@campus/campus-model';

/** A point table of a thousand rooms takes about 2 MB. */
export const largestTableBytes = 20_000_000;
/** Of all parts together, unpacked: a hundred times what a large school needs, and what a small machine still bears. */
const mostUnpackedBytes = 200_000_000;
/** A workbook has a part a sheet and a dozen more. */
const mostParts = 1_000;

export type Parts = ReadonlyMap<string, Buffer>;
type Unpacked = { readonly ok: true; readonly parts: Parts } | { readonly ok: false; readonly fault: Text };

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
}

class BadArchive extends Error {
  readonly fault: Text;

  constructor(fault: Text) {
    super(fault.en);
    this.fault = fault;
  }
}

const faults = {
  tooLarge: {
    zh: `文件过大（上限 ${largestTableBytes / 1e6} MB）。请删去图片与无关的工作表后重试。`,
    en: `The file is too large (at most ${largestTableBytes / 1e6} MB). Remove pictures and sheets that do not belong here, and try again.`,
  },
  legacy: {
    zh: '这是旧式 .xls 文件，或是加了密码的工作簿。请另存为不带密码的 .xlsx 后重试。',
    en: 'This is an old .xls file, or a workbook with a password. Save it as .xlsx without a password and try again.',
  },
  notZip: {
    zh: '这不是完整的 .xlsx 文件。请在表格软件中打开它，另存为 .xlsx 后重试。',
    en: 'This is not a whole .xlsx file. Open it in a spreadsheet program, save it as .xlsx and try again.',
  },
  bomb: {
    zh: `文件解开后超过 ${mostUnpackedBytes / 1e6} MB，已拒绝读取。请只保留点表的内容后重试。`,
    en: `Unpacked, the file takes more than ${mostUnpackedBytes / 1e6} MB, so it was not read. Keep nothing but the point table in it and try again.`,
  },
  macros: {
    zh: '文件带有宏（.xlsm），已拒绝读取。请另存为不带宏的 .xlsx 后重试。',
    en: 'The file holds macros (.xlsm), so it was not read. Save it as .xlsx without macros and try again.',
  },
  links: {
    zh: '文件引用了其他工作簿，已拒绝读取。请断开外部链接（只保留数值）后重试。',
    en: 'The file refers to other workbooks, so it was not read. Break its links (keep the values) and try again.',
  },
} as const satisfies Record<string, Text>;

/** The XML parts of the workbook, or why it is not read. Never throws for what a file may hold. */
export function unpackWorkbook(bytes: Uint8Array): Unpacked {
  try {
    return { ok: true, parts: unpack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) };
  } catch (error) {
    if (error instanceof BadArchive) return { ok: false, fault: error.fault };
    if (error instanceof RangeError || error instanceof Error) return { ok: false, fault: faults.notZip };
    throw error;
  }
}

function unpack(file: Buffer): Parts {
  if (file.length > largestTableBytes) throw new BadArchive(faults.tooLarge);
  if (file.length >= 4 && file.readUInt32BE(0) === 0xd0cf11e0) throw new BadArchive(faults.legacy);
  const entries = contents(file);
  if (entries.some(({ name }) => /vbaProject/i.test(name))) throw new BadArchive(faults.macros);
  if (entries.some(({ name }) => name.startsWith('xl/externalLinks/'))) throw new BadArchive(faults.links);
  const wanted = entries.filter(({ name }) => name.endsWith('.xml') || name.endsWith('.rels'));
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > mostUnpackedBytes) throw new BadArchive(faults.bomb);
  const parts = new Map<string, Buffer>();
  for (const entry of wanted) {
    if (parts.has(entry.name)) throw new BadArchive(faults.notZip);
    parts.set(entry.name, partOf(file, entry));
  }
  return parts;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const partSignature = 0x04034b50;
const endBytes = 22;
const longestComment = 65_535;
/** Where a size stands that only ZIP64 can say. */
const beyond = 0xffffffff;

/** The archive's list of contents (APPNOTE.TXT 4.3.12 and 4.3.16). */
function contents(file: Buffer): Entry[] {
  const end = endOf(file);
  const count = file.readUInt16LE(end + 10);
  if (count > mostParts) throw new BadArchive(faults.bomb);
  const entries: Entry[] = [];
  let at = file.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (file.readUInt32LE(at) !== entrySignature) throw new BadArchive(faults.notZip);
    if ((file.readUInt16LE(at + 8) & 1) === 1) throw new BadArchive(faults.legacy);
    const nameBytes = file.readUInt16LE(at + 28);
    const entry = {
      name: file.toString('utf8', at + 46, at + 46 + nameBytes),
      method: file.readUInt16LE(at + 10),
      packedBytes: file.readUInt32LE(at + 20),
      bytes: file.readUInt32LE(at + 24),
      at: file.readUInt32LE(at + 42),
    };
    if (entry.bytes === beyond || entry.packedBytes === beyond) throw new BadArchive(faults.bomb);
    entries.push(entry);
    at += 46 + nameBytes + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return entries;
}

function endOf(file: Buffer): number {
  const first = Math.max(0, file.length - endBytes - longestComment);
  for (let at = file.length - endBytes; at >= first; at--) {
    if (file.readUInt32LE(at) === endSignature) return at;
  }
  throw new BadArchive(faults.notZip);
}

/** Unpacks no byte more than the list of contents says. */
function partOf(file: Buffer, { at, method, packedBytes, bytes }: Entry): Buffer {
  if (file.readUInt32LE(at) !== partSignature) throw new BadArchive(faults.notZip);
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
  const packed = file.subarray(start, start + packedBytes);
  if (packed.length !== packedBytes) throw new BadArchive(faults.notZip);
  if (method === 0 && packedBytes === bytes) return packed;
  if (method !== 8) throw new BadArchive(faults.notZip);
  const part = bytes === 0 ? Buffer.alloc(0) : inflate(packed, bytes);
  if (part.length !== bytes) throw new BadArchive(faults.notZip);
  return part;
}

function inflate(packed: Buffer, bytes: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: bytes });
  } catch (error) {
    const isMore = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new BadArchive(isMore ? faults.bomb : faults.notZip);
  }
}

/** An archive of the same parts, stored as they are: what the reader of sheets is given. */
export function packParts(parts: Parts): ArrayBuffer {
  const bodies: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const [name, part] of parts) {
    const label = Buffer.from(name, 'utf8');
    const sizes = sizeFields(part, label);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(partSignature, 0);
    sizes.copy(head, 4);
    const row = Buffer.alloc(46);
    row.writeUInt32LE(entrySignature, 0);
    sizes.copy(row, 6);
    row.writeUInt32LE(at, 42);
    bodies.push(head, label, part);
    list.push(row, label);
    at += head.length + label.length + part.length;
  }
  return joined([...bodies, ...list, endRecord(parts.size, at, list)]);
}

/** The 26 bytes that both headers of a part have in common; neither flags nor time. */
function sizeFields(part: Buffer, label: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(crc32(part), 10);
  fields.writeUInt32LE(part.length, 14);
  fields.writeUInt32LE(part.length, 18);
  fields.writeUInt16LE(label.length, 22);
  return fields;
}

function endRecord(count: number, at: number, list: readonly Buffer[]): Buffer {
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(endSignature, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(
    list.reduce((sum, piece) => sum + piece.length, 0),
    12,
  );
  end.writeUInt32LE(at, 16);
  return end;
}

function joined(pieces: readonly Buffer[]): ArrayBuffer {
  const whole = new ArrayBuffer(pieces.reduce((sum, piece) => sum + piece.length, 0));
  const view = new Uint8Array(whole);
  let at = 0;
  for (const piece of pieces) {
    view.set(piece, at);
    at += piece.length;
  }
  return whole;
}
