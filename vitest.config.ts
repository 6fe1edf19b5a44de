import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that spawn the built program need it built first; all others run from the source. */
const spawning = ['cli/main.test.ts', 'cli/sweep-kill.test.ts', 'cli/vitest.test.ts']

/** Begins with the files that take longest, so that none of them runs alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => /\/cli\/(prove|legal|main)[^/]*\.test\.ts$/.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['{specs,mock,conformance,reports,cli,fixtures,crosscheck}/**/*.test.ts', 'house.test.ts'],
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
