// Where every process of `campus` begins: plain JavaScript, so that an agent can begin without what strips TypeScript of its
// types (18 MB). Code once stripped is kept in a folder of its own.
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/campus');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await import(process.argv[2] === 'agent' ? './agent-door.js' : './campus.ts');
