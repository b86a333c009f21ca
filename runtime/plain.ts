// What a process needs of the runtime that reads no YAML: the reader and what it judges with would take 5 MB of its memory.
export * from './child-process.ts';
export * from './clock.ts';
export type * from './index.ts';
export * from './log.ts';
export * from './watched-file.ts';
