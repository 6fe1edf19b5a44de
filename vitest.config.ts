import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that spawn the built program need it built first; all others run from the source. */
const spawning = ['cli/action.test.ts', 'cli/main.test.ts', 'cli/shutdown.test.ts', 'cli/store-kill.test.ts', 'cli/sweep-kill.test.ts', 'cli/vitest.test.ts']

/** Tests with a command of their own: they need a program that npm does not have, or an hour. */
const apart = ['cli/export-hurl.test.ts', 'cli/export-share.test.ts']
const asked = process.env['npm_lifecycle_event']?.startsWith('test:') === true ? [] : apart

/** Begins with the files that take longest, so that none of them runs alone at the end. Files that share a process come in a row, or it is left. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification) => (project.name === 'built' ? 0 : /\/cli\/(prove|legal)[^/]*\.test\.ts$/.test(moduleId) ? 1 : 2)
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'built', include: spawning, globalSetup: './build.setup.ts' } },
      {
        extends: true,
        test: {
          name: 'source',
          // No file leaves anything behind in a process: modules are read and compiled once for all of them, which halves the time.
          isolate: false,
          include: ['{specs,mock,conformance,reports,cli,fixtures,crosscheck}/**/*.test.ts', 'house.test.ts'],
          exclude: [...spawning, ...asked],
        },
      },
    ],
  },
})
