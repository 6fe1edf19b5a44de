import { afterAll, beforeAll, describe, test } from 'vitest'
import type { TestContext } from 'vitest'
import type { CheckFlags } from './check.ts'
import type { Step, Stepwise, Told } from './stepwise.ts'

export { mock, mockFixtures, type MockFixtures } from './embedding/fixture.ts'
export type { Access, MockWorld } from './embedding/inside.ts'

type NotHere = 'provider' | 'defect' | 'seed' | 'path' | 'json' | 'quiet' | 'record' | 'ledger' | 'shard' | 'out' | 'format' | 'writeDeviations'

/** What `clusterproof check` takes as flags, by the same names; for vitest alone, the last three. */
export interface ConformanceOptions extends Omit<CheckFlags, NotHere> {
  /** Decides every scenario; 1 when absent. */
  readonly seed?: number
  /** Ids of defects: the mock is broken on purpose. */
  readonly defects?: readonly string[]
  /** True where what was observed, and what could not be decided, fails too. */
  readonly strict?: boolean
  /** For one test; five minutes for a mock, without an end for a target when absent. */
  readonly timeoutMs?: number
}

/**
 * Registers the checks of a provider as tests of vitest, one for each check and resource type, named
 * `<check> on <resource>: <sentence>`. Without `target` a mock of the provider is checked, one for each call. Tokens are read from the
 * environment variables that `tokenEnv` and its like name.
 *
 * What is not called for is skipped, with the reason; what could not be decided is skipped too. What was observed passes, with an
 * annotation. After the last test everything that was made is deleted, and what is left fails the suite.
 *
 * To be awaited at the top of a test file. Throws a UsageError where the options cannot be used.
 */
export async function conformance(provider: string, { defects, strict = false, timeoutMs, ...options }: ConformanceOptions = {}): Promise<void> {
  // Read when it is asked for: tests that want a mock alone need no suite.
  const { stepwise } = await import('./stepwise.ts')
  const run = await stepwise(provider, { ...options, seed: options.seed ?? 1, quiet: true, ...(defects && { defect: defects }) })
  const timeout = timeoutMs ?? (options.target === undefined ? 300_000 : 0)
  describe.sequential(run.title, { shuffle: false, timeout, retry: 0 }, () => {
    beforeAll(run.begin, 0)
    for (const step of run.steps) test(nameOf(step), (context) => take(run, step, { context, strict }))
    afterAll(run.end, 0)
  })
}

function nameOf({ check, resource, sentence }: Step): string {
  return `${resource === undefined ? check : `${check} on ${resource}`}: ${sentence}`
}

async function take(run: Stepwise, step: Step, { context, strict }: { readonly context: TestContext; readonly strict: boolean }): Promise<void> {
  context.signal.addEventListener('abort', run.stop)
  const told = await run.take(step)
  context.signal.removeEventListener('abort', run.stop)
  await tell(told, context, strict)
}

async function tell(told: Told, context: TestContext, strict: boolean): Promise<void> {
  switch (told.kind) {
    case 'kept':
      return
    case 'skipped':
      return context.skip(told.because)
    case 'undecided':
      if (strict) throw new Unkept(told.because)
      return context.skip(told.because)
    case 'noted':
      if (strict) throw new Unkept(told.because)
      await context.annotate(told.because, 'observed')
      return
    case 'broken':
    case 'errored':
      throw new Unkept(told.message)
  }
}

/** A promise that was not kept. Where it was thrown says nothing, so it has no stack. */
class Unkept extends Error {
  override readonly name = 'Unkept'

  constructor(message: string) {
    super(`\n${message}`)
    this.stack = `Unkept: ${this.message}`
  }
}
