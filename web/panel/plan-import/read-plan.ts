// Reads a file of lines, whichever of the known formats it is in; runs in a worker, so that a large or hostile file holds
// nobody up.
import { type FileFormat, type ImportedPlan, ImportFailure, mostFileBytes } from './imported.ts';

/** Throws ImportFailure. `name` decides where the text alone does not. */
export async function readPlanFile(name: string, bytes: Uint8Array): Promise<ImportedPlan> {
  if (bytes.byteLength > mostFileBytes) {
    const megabytes = (bytes.byteLength / 1e6).toFixed(1);
    throw new ImportFailure('too-large', `${megabytes} MB (${mostFileBytes / 1e6} MB)`);
  }
  const text = decoded(bytes);
  const format = formatOf(name, text);
  if (format === 'svg') return (await import('./svg.ts')).readSvg(text);
  if (format === 'geojson') return (await import('./geojson.ts')).readGeoJson(text);
  if (format === 'dxf') return (await import('./dxf.ts')).readDxf(text);
  throw new ImportFailure('unknown-format', name);
}

/** Drawings of Chinese offices are often in their old encoding, and say so or not. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function formatOf(name: string, text: string): FileFormat | null {
  const head = text.slice(0, 4_000).trimStart();
  if (head.startsWith('{')) return 'geojson';
  if (/<svg[\s>]/i.test(head) || (head.startsWith('<') && /\.svg$/i.test(name))) return 'svg';
  if (/^(?:999[\r\n]|0[\r\n]+\s*SECTION)/.test(head)) return 'dxf';
  return /\.dxf$/i.test(name) && !head.startsWith('AutoCAD Binary') ? 'dxf' : null;
}
