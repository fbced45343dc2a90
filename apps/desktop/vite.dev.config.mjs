import { join } from 'node:path'
import { defineConfig } from 'vite'

const renderer = join(import.meta.dirname, 'src', 'renderer')

// The window over a daemon that only plays one: `npm run look -w @tidemark/desktop`, then
// /dev/index.html?picture=syncing&language=ko&theme=dark#/home
export default defineConfig({
  root: renderer,
  build: {
    outDir: join(import.meta.dirname, 'dist', 'dev'),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: join(renderer, 'dev', 'index.html') },
  },
})
