import { Course } from './course.ts'
import { about } from './finished.ts'
import type { Event } from './events.ts'
import type { RunOptions } from './options.ts'

export type { Counterexample, RunOptions } from './options.ts'

/**
 * Puts a subject to the test and tells what happened, in order. Never throws: what goes wrong here ends the run as
 * undetermined. Clean-up happens also when the consumer stops listening.
 */
export async function* run(options: RunOptions): AsyncGenerator<Event, void, undefined> {
  const course = new Course(options)
  try {
    yield course.started()
    if (await course.begin()) {
      for (const one of course.planned) {
        if (course.stopped) break
        yield { type: 'check.started', ...about(one) }
        yield await course.carryOut(one)
      }
    }
    const cleanup = await course.sweep()
    yield cleanup
    yield course.finish(cleanup)
  } finally {
    await course.close()
  }
}
