import { defineConfig } from 'vite'

/** One classic script: a shop's page loads it with one tag, and nothing else is fetched by it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: '../dist/widget',
    emptyOutDir: true,
    target: 'es2022',
    lib: {
      entry: 'main.ts',
      formats: ['iife'],
      name: 'ParleyWidget',
      fileName: () => 'widget.js',
    },
  },
})
