import { join } from 'node:path'
import { defineConfig } from 'vite'

export default defineConfig({
  root: join(import.meta.dirname, 'src', 'renderer'),
  build: {
    outDir: join(import.meta.dirname, 'dist', 'bundle', 'renderer'),
    emptyOutDir: true,
    // The engine of the oldest Electron that the tests know.
    target: 'chrome130',
    // The page's policy takes fonts and scripts from its own origin alone, not from data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  logLevel: 'warn',
})
