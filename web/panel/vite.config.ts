// Builds the panel into dist/: hashed assets, no inline script, one chunk a lazily loaded page.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const frameworkPackages =
  /node_modules[\\/](react|react-dom|scheduler|i18next|react-i18next|@tanstack[\\/](history|query-core|react-query|react-router|react-store|router-core|store))[\\/]/;
const panelFolders = /web[\\/]panel[\\/](app|components|data|format|i18n|live)[\\/]/;
const modelFolder = /[\\/]campus-model[\\/]/;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome109', 'firefox115', 'safari16'],
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
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
