import { defineConfig } from 'vitest/config'

/** Pages opened in a real browser: `npm run test:browser`. Not part of `npm test`, since not every machine has one. */
export default defineConfig({ test: { name: 'browser', include: ['{reports,mock}/**/*.browser.ts'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 1 } })
