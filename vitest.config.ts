// Three groups: `quick` runs files side by side; `system` starts real processes and a browser, `fault` kills them; both one
// file at a time.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'quick',
          include: ['test/{unit,contract,cases,tidy}/**/*.test.{ts,tsx}'],
          // Most of these wait for timers of real sockets, not for the processor.
          maxWorkers: 6,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'fault',
          include: ['test/fault/**/*.test.ts'],
          fileParallelism: false,
          // Each proof has its own deadlines; this is for those that hang.
          testTimeout: 600_000,
        },
      },
    ],
  },
});
