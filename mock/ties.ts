import type { Behaviour, ResourceType, Shown, Stored } from '../specs/behaviour.ts'
import { typeOf, type Moment } from './moment.ts'

/** What follows for one type of resource from the rest of its contract. */
export interface Ties {
  /** JSON pointers of the fields that no representation shows. */
  readonly unseen: readonly string[]
  /** JSON pointers of the fields that no body writes: the server keeps them, or they are handed on. */
  readonly closed: readonly string[]
  /** JSON pointers of what is not the client's, so that a body that replaces all of it leaves it as it is. */
  readonly kept: readonly string[]
  /** JSON pointers of what needs nothing to come into effect. */
  readonly regardless: readonly string[]
  /** Those that are over some day. */
  readonly lasting: readonly Stored[]
  /** The type that one of this type comes with. */
  readonly owner: string | undefined
  /** Types that one of this type lies in or shares its address with, itself among them: their addresses are the beginnings of its own. */
  readonly line: readonly string[]
  /** Types of which those below it are shown, or their number. */
  readonly below: readonly string[]
  /** True where a representation tells something of its owner. */
  readonly tellsOwner: boolean
  /** True where a representation depends on other resources or on the clock. */
  readonly isMoving: boolean
}

const known = new WeakMap<Behaviour, Map<string, Ties>>()

/** Found out once for each type of a contract. */
export function tiesOf(moment: Moment, name: string): Ties {
  const { behaviour } = moment.contract
  let ties = known.get(behaviour)
  if (ties === undefined) known.set(behaviour, (ties = new Map<string, Ties>()))
  let found = ties.get(name)
  if (found === undefined) ties.set(name, (found = foundOut(behaviour, name, typeOf(moment, name))))
  return found
}

function foundOut({ operations, resources, lifecycles }: Behaviour, name: string, type: ResourceType): Ties {
  const own = Object.values(operations).filter(({ resource }) => resource === name)
  const parts = own.flatMap(({ stores }) => stores ?? [])
  const stored = [...new Set(parts.map(({ at }) => at))]
  const lasting = parts.filter(({ lasts }) => lasts !== undefined)
  const shows = Object.entries(type.shows ?? {}).map(([place, shown]) => [place, within(shown)] as const)
  const all = shows.flatMap(([, shown]) => shown)
  const closed = [...stored, ...(type.hands === undefined ? [] : [type.hands.at]), ...(type.versions === undefined ? [] : [type.versions.at])]
  // What shows only what is in effect would otherwise show what is requested until there is something.
  const inEffect = shows.filter(([place, shown]) => !place.includes('*') && shown.some(({ from }) => from === 'applied')).map(([place]) => place)
  const tellsOwner = all.some(({ owner }) => owner !== undefined)
  return {
    unseen: [...(type.writeOnly ?? []).flatMap(({ places }) => places), ...stored, ...inEffect],
    closed,
    kept: [...closed.filter((place) => place !== type.hands?.at), ...own.flatMap(({ action, sets }) => (isMaking(action) ? Object.keys(sets ?? {}) : []))],
    regardless: [...(lifecycles?.[type.lifecycle ?? '']?.application?.regardless ?? []), ...stored],
    lasting,
    owner: Object.entries(resources).find(([, { companions }]) => companions?.includes(name) === true)?.[0],
    line: Object.keys(resources).filter((other) => resources[other]?.address.every((parameter, i) => parameter === type.address[i])),
    below: all.flatMap(({ count, children }) => count ?? children?.resource ?? []),
    tellsOwner,
    isMoving: tellsOwner || all.some(isMoving) || lasting.some(({ at }) => all.some((shown) => reads(shown, at))),
  }
}

function isMaking(action: string): boolean {
  return action === 'create' || action === 'import'
}

/** A shown value, and all that may stand in its place. */
function within(shown: Shown): readonly Shown[] {
  return shown.first === undefined ? [shown] : [shown, ...shown.first.flatMap(within)]
}

function isMoving({ count, children, tally, difference, operation, is }: Shown): boolean {
  return [count, children, tally, difference, operation].some((one) => one !== undefined) || is === 'age' || is === 'running-operation'
}

/** True where it may tell of a part, be it by name or in a text. */
function reads({ field, beside, where, text, made }: Shown, part: string): boolean {
  const places = [field, beside, ...Object.keys(where ?? {})]
  const isNear = (place: string): boolean => `${place}/`.startsWith(`${part}/`) || `${part}/`.startsWith(`${place}/`)
  return places.some((place) => place !== undefined && isNear(place)) || JSON.stringify([text, made]).includes(`{${part.slice(1)}`)
}
