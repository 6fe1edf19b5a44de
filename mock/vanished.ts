import { companionsOf } from './actions/record-of.ts'
import { stands, typeOf, type Moment } from './moment.ts'
import { collectionOf, STRIDE, type Resource } from './record.ts'
import type { Change, Store } from './store.ts'

/** How long what has vanished is remembered at least, in milliseconds of the world's clock: one that is set back by less still finds it. */
const KEPT = 600_000

/** Of so many writes, one looks through some of the collection that it writes to. */
const EACH = 256

/** At how many it looks: four times as many as can vanish between two looks, so that little of it stays behind, and few enough to be no pause. */
const MOST = 1024

/**
 * What vanished from a collection by itself, long ago, with all that came with it: the clock alone removes nothing, and a world in which
 * clusters come and go would grow for ever. Which writes look, and where, is told by their revisions, so that it is the same wherever they
 * are done.
 */
export function vanished(moment: Moment, store: Store, changes: readonly Change[]): readonly Change[] {
  if (!changes.some(looks)) return nothing
  const written = changes.filter(looks).map(({ resource }) => resource)
  const names = new Map(written.map((resource) => [collectionOf(resource.type, resource.address.slice(0, -1)), resource]))
  return [...names].flatMap(([name, resource]) => goneFrom(moment, store.leaving(name, (drawn(resource) * EACH) % 1, MOST), resource.type))
}

const nothing: readonly Change[] = []

function looks(change: Change): change is Extract<Change, { readonly kind: 'put' }> {
  return change.kind === 'put' && drawn(change.resource) < 1 / EACH
}

function goneFrom(moment: Moment, some: readonly Resource[], name: string): readonly Change[] {
  const type = typeOf(moment, name)
  if (type.lifecycle === undefined) return []
  const then = { ...moment, now: moment.now - KEPT }
  return some
    .filter((resource) => stands(then, resource).phase === 'gone')
    .flatMap((resource) => [{ kind: 'remove' as const, resource }, ...companionsOf({ moment, type }, resource).filter((change) => change.kind === 'remove')])
}

/** From 0 to 1, spread evenly over revisions (Knuth's multiplicative hash), so that no rhythm of writes passes anything by. */
function drawn({ revision }: Resource): number {
  return (Math.imul(Math.floor(revision / STRIDE), 2_654_435_761) >>> 0) / 2 ** 32
}
