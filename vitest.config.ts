import { defineConfig } from 'vitest/config'

/** Tests that spawn the built program need it built first; all others run from the source. */
const spawning = ['cli/main.test.ts']

export default defineConfig({
  test: {
    testTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['{specs,mock,conformance,reports,cli,fixtures}/**/*.test.ts', 'house.test.ts'],
          exclude: spawning,
        },
      },
      {
        extends: true,
        test: { name: 'built', include: spawning, globalSetup: './build.setup.ts' },
      },
    ],
  },
})
