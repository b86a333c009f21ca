// The files of the simulators' own page, read once.
import { readFileSync } from 'node:fs';

const types = {
  'page.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
} as const;

function file(name: keyof typeof types): { type: string; text: string } {
  return { type: types[name], text: readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8') };
}

export const pageFiles: ReadonlyMap<string, { readonly type: string; readonly text: string }> = new Map([
  ['/', file('page.html')],
  ['/page.js', file('page.js')],
  ['/page.css', file('page.css')],
]);
