// The version of the product, as its package names it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productFolder } from './settings.ts';

export function productVersion(): string {
  return String(JSON.parse(readFileSync(join(productFolder, 'package.json'), 'utf8')).version);
}
