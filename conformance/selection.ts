import type { Selection } from './evidence.ts'
import type { Planned, Test } from './plan.ts'

/** Those tests that were asked for by their ids or their families; all where none was. */
export function named(tests: readonly Test[], only: readonly string[] | undefined): readonly Test[] {
  return only === undefined ? tests : tests.filter(({ id, family }) => only.includes(id) || only.includes(family))
}

/**
 * What of a plan is carried out. A shard has every n-th check; monitors are in every shard, because each of them judges what its own
 * run has sent.
 */
export function chosen(planned: readonly Planned[], { only, resource, shard }: Selection): readonly Planned[] {
  const wanted = new Set(
    named(
      planned.map(({ test }) => test),
      only,
    ),
  )
  const asked = planned.filter((one) => wanted.has(one.test) && (resource === undefined || one.resource === undefined || one.resource === resource))
  if (shard === undefined) return asked
  const shared = asked.filter(({ test }) => test.kind === 'check')
  return asked.filter((one) => one.test.kind === 'monitor' || shared.indexOf(one) % shard.of === shard.index - 1)
}
