// Builds the panel into dist/: hashed assets, no inline script, one chunk a lazily loaded page, and the service worker that
// knows the files of its version.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const frameworkPackages =
  /node_modules[\\/](react|react-dom|scheduler|i18next|react-i18next|@tanstack[\\/](history|query-core|react-query|react-router|react-store|router-core|store))[\\/]/;
const panelFolders = /web[\\/]panel[\\/](app|components|data|format|i18n|live)[\\/]/;
const modelFolder = /[\\/]campus-model[\\/]/;

const publicFolder = join(import.meta.dirname, 'public');
const workerFile = 'service-worker.js';
const workerBuildMark = '__CAMPUS_PANEL_BUILD__';

/** Tells the service worker the files of this build, and a version that changes when any of them does. */
function serviceWorkerFiles(): Plugin {
  return {
    name: 'campus-service-worker-files',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const worker = bundle[workerFile];
      if (worker?.type !== 'chunk' || !worker.code.includes(workerBuildMark)) {
        throw new Error(`${workerFile} has no place for the files of its build`);
      }
      const hash = createHash('sha256').update(worker.code);
      const built = Object.values(bundle).filter(({ fileName }) => fileName !== workerFile);
      for (const file of built) hash.update(file.type === 'chunk' ? file.code : file.source);
      const still = readdirSync(publicFolder);
      for (const name of still) hash.update(readFileSync(join(publicFolder, name)));
      const files = [...built.map(({ fileName }) => fileName), ...still].map((name) => `/${name}`).sort();
      const build = { version: hash.digest('hex').slice(0, 12), files };
      worker.code = worker.code.replace(workerBuildMark, JSON.stringify(JSON.stringify(build)).slice(1, -1));
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), serviceWorkerFiles()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome109', 'firefox115', 'safari16'],
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        'service-worker': join(import.meta.dirname, 'service-worker/worker.ts'),
      },
      output: {
        // The worker's name stands for ever: a browser asks for it again to find a new version.
        entryFileNames: ({ name }) => (name === 'service-worker' ? workerFile : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [
            // What every page needs, in a file that stays the same while the panel changes.
            { name: 'framework', test: frameworkPackages, priority: 2 },
            // What several pages share, in one file instead of two dozen small ones.
            { name: 'shared', test: panelFolders, minShareCount: 2, priority: 1 },
          ],
        },
      },
      treeshake: {
        // The schemas of campus-model are the server's: the page takes their types, and the few values it names.
        moduleSideEffects: (id) => !modelFolder.test(id),
        manualPureFunctions: ['z'],
      },
    },
  },
});
