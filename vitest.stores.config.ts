import { defineConfig } from 'vitest/config'

/** Worlds kept by a real Redis and a real Postgres: `npm run test:stores`. Not part of `npm test`, since not every machine has them. */
export default defineConfig({
  test: { name: 'stores', globalSetup: './build.setup.ts', include: ['{mock,cli}/**/*.stores.ts'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 1 },
})
