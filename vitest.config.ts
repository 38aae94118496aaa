import { defineConfig } from 'vitest/config'

const POSTGRES = './test/global-setup.ts'

export default defineConfig({
  test: {
    // Half of the work happens in PostgreSQL: two files at a time fill two cores.
    maxWorkers: 2,
    // Only what hangs reaches them: how fast the machine is decides nothing.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false, // pure functions: loading them again for each file takes most of the time
          include: [
            'src/**/*.test.ts',
            'web/**/*.test.ts',
            'widget/**/*.test.ts',
            'test/*.unit.test.ts',
          ],
          exclude: ['**/*.db.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          isolate: false, // each file has a database of its own, and modules keep nothing
          include: ['src/**/*.db.test.ts', 'test/*.db.test.ts'],
          globalSetup: POSTGRES,
        },
      },
      {
        extends: true,
        test: { name: 'story', include: ['test/*.story.test.ts'], globalSetup: POSTGRES },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          isolate: false,
          include: ['test/contract/**/*.test.ts'],
          globalSetup: POSTGRES,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['web/e2e/**/*.e2e.ts', 'widget/e2e/**/*.e2e.ts'],
          globalSetup: './web/e2e/global-setup.ts',
          testTimeout: 120_000,
        },
      },
    ],
  },
})
