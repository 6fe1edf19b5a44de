import { test } from 'vitest'
import type { TestAPI, TestContext } from 'vitest'
import { createMock, type Mock, type MockOptions } from '../../mock/index.ts'
import { inWorld, type MockWorld } from './inside.ts'

/** What a test gets. */
export interface MockFixtures {
  /** A world of its own, forgotten after the test. */
  readonly mock: MockWorld
  /** What the tests of a worker share. */
  readonly mockServer: Mock
}

/** The tests of vitest with a `mock` for each: one server a worker, a world a test, forgotten after it. Options are those of `createMock`. */
export function mock(options: MockOptions = {}): TestAPI<MockFixtures> {
  return test.extend<MockFixtures>(mockFixtures(options))
}

type Use<Value> = (value: Value) => Promise<void>

/** What vitest makes the fixtures with. */
export interface FixtureFunctions {
  readonly mockServer: [(context: object, use: Use<Mock>) => Promise<void>, { readonly scope: 'worker' }]
  readonly mock: (context: Pick<MockFixtures, 'mockServer'> & Pick<TestContext, 'task'>, use: Use<MockWorld>) => Promise<void>
}

/** The fixtures of `mock`, for `test.extend<MockFixtures & Others>({ ...mockFixtures(), ...others })`. */
export function mockFixtures(options: MockOptions = {}): FixtureFunctions {
  let tests = 0
  return {
    mockServer: [
      // oxlint-disable-next-line no-empty-pattern -- vitest reads from the pattern which other fixtures one needs, and insists on one
      async ({}, use) => {
        const running = await createMock(options)
        await running.listen({ keepAlive: false })
        await use(running)
        await running.close()
      },
      { scope: 'worker' },
    ],
    mock: async ({ mockServer, task }, use) => {
      tests += 1
      const name = worldName(tests, task.name)
      await use(inWorld(mockServer, name))
      mockServer.forget(name)
    },
  }
}

/** Longest name of a world. */
const LONGEST = 64

/** Tells people, in the journal or the dashboard, which test a world belongs to: `3-creates-a-cluster`. */
function worldName(count: number, title: string): string {
  const words = title.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
  return `${count}-${words}`.slice(0, LONGEST)
}
