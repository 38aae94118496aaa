import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { proxy: { '/api': 'http://localhost:4100' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The chart engine is one lazy chunk of about 500 kB; everything else stays far below.
    chunkSizeWarningLimit: 700,
  },
})
