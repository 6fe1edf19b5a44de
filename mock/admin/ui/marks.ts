import { createHash } from 'node:crypto'
import type { PartName } from './parts.ts'
import type { Place } from './place.ts'
import { standingsOf } from './standings.ts'

/** What a part shows, in short: where its mark is another one, the part has changed. */
export type Marks = Readonly<Record<PartName, string>>

/** Far cheaper than the parts themselves: made several times a second for each page that is open. */
export function marksOf(place: Place): Marks {
  const { host, world } = place
  const { settings, journal, limiter, faults } = world
  const clock = JSON.stringify(world.clock.fact())
  const [first] = journal.kept()
  const seen = `${journal.total} ${first?.number ?? ''}`
  const set = JSON.stringify(settings)
  const stand = standMark(place)
  return {
    world: `${set} ${journal.total}`,
    clock: `${clock} ${stand}`,
    resources: `${stand} ${set} ${seen}`,
    requests: seen,
    faults: JSON.stringify([faults.plan, faults.counts()]),
    grade: seen,
    limits: JSON.stringify([settings.limits, limiter.state().forced, limiter.state().windows.length, seen]),
    snapshots: JSON.stringify(
      host
        .snapshots(world.name)
        .list()
        .map(({ name, at }) => [name, at]),
    ),
    worlds: JSON.stringify(host.worlds().map(({ name, journal: { total } }) => [name, total])),
  }
}

function standMark(place: Place): string {
  const hash = createHash('sha1')
  for (const { moment, resource, life } of standingsOf(place))
    hash.update(
      `${moment.contract.id} ${resource.type} ${resource.address.join('/')} ${resource.revision} ${life?.standing.phase ?? ''} ${life?.standing.step ?? ''}\n`,
    )
  return hash.digest('base64')
}

export function changedIn(before: Marks, after: Marks): readonly string[] {
  return Object.entries(after).flatMap(([name, mark]) => (Object.entries(before).some(([other, old]) => other === name && old === mark) ? [] : [name]))
}
