// What every process needs; a closed list.
export * from './child-process.ts';
export * from './clock.ts';
export * from './log.ts';
export * from './manual-clock.ts';
export * from './seeded-random.ts';
export * from './watched-file.ts';
export * from './worker-call.ts';
export * from './yaml-file.ts';
