import { defineConfig } from 'vite'

/** The demo shop's page and its files, served below /demo-shop/. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/demo-shop/',
  publicDir: false,
  build: {
    outDir: '../dist/demo-shop',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    // Inlined pictures would need `data:` in the content policy.
    assetsInlineLimit: 0,
  },
})
