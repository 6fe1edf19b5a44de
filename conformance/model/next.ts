import { standingOf, phaseOf } from '../judge/phase.ts'
import { idIn } from '../resources.ts'
import { at, isObject } from '../../specs/json.ts'
import { isSight, workIn } from './chronicle.ts'
import { itemsOf } from './listed.ts'
import { sameJson, tagOf, view } from '../judge/view.ts'
import { thingOf, withThing } from './state.ts'
import type { Json } from '../../specs/json.ts'
import type { Deed } from './chronicle.ts'
import type { Rules } from './rules.ts'
import type { Seen, State, Thing, Told } from './state.ts'

/** What is known after a deed, if it was done as its answer says. */
export function next(rules: Rules, state: State, deed: Deed): State {
  const after = told(rules, effect(rules, state, deed), deed)
  return remembered(rules, after, deed)
}

/** What a request does whose answer was lost, if it is done. */
export function effect(rules: Rules, state: State, deed: Deed): State {
  switch (deed.doing) {
    case 'create':
    case 'import':
      return deed.outcome === 'done' || deed.outcome === 'lost' ? made(rules, state, deed) : since(state, deed)
    case 'update':
      return deed.outcome === 'done' || deed.outcome === 'lost' ? written(rules, state, deed) : since(state, deed)
    case 'delete':
      return deed.outcome === 'done' || deed.outcome === 'lost' ? leaving(state, deed) : since(state, deed)
    case 'act':
      return since(state, deed)
    case 'read':
      return vanished(state, deed)
    case 'list':
      return deed.outcome === 'done' ? listed(rules, state, deed) : state
    case 'view':
    case 'work':
      return state
  }
}

function made(rules: Rules, state: State, deed: Deed): State {
  const known = deed.key === undefined ? undefined : state.keys.get(deed.key)
  const keyed = deed.key === undefined || known?.id !== undefined ? state : { ...state, keys: new Map([...state.keys, [deed.key, { id: deed.id, deed }]]) }
  if (deed.id === undefined) return { ...keyed, nameless: [...keyed.nameless, deed] }
  const old = state.things.get(deed.id)
  // The answer to a create that is sent again is about what came of it the first time.
  if (known?.id === deed.id || (old !== undefined && old.life !== 'gone' && old.life !== 'leaving')) return keyed
  const asked = new Map(rules.fields.flatMap((place): [string, Told][] => toldAt(deed, place)))
  // Where making takes time, it need not be found at once.
  const isLater = deed.operation.behaviour?.longRunning !== undefined || rules.lifecycle !== undefined
  const thing: Thing = {
    id: deed.id,
    life: isLater ? 'coming' : 'there',
    made: deed,
    told: asked,
    seen: undefined,
    past: [],
    since: [],
    tag: undefined,
    consumed: new Set(),
    first: undefined,
    before: old?.life === 'gone' ? old : undefined,
  }
  return { ...withThing(keyed, thing), nameless: keyed.nameless.filter(({ key }) => key === undefined || key !== deed.key) }
}

function toldAt(deed: Deed, place: string): [string, Told][] {
  const value = at(deed.asked, place)
  return value === undefined ? [] : [[place, { value, deed }]]
}

function written(rules: Rules, state: State, deed: Deed): State {
  const thing = thingOf(state, deed)
  if (thing === undefined) return state
  const asked = rules.fields.flatMap((place) => toldAt(deed, place))
  const changes = asked.some(([place, { value }]) => !sameJson(value, thing.told.get(place)?.value ?? at(thing.seen?.json, place)))
  const consumed = deed.condition !== undefined && changes ? new Set([...thing.consumed, bare(deed.condition)]) : thing.consumed
  return withThing(state, { ...thing, told: new Map([...keptBy(thing.told, deed), ...asked]), consumed, tag: undefined, since: [...thing.since, deed] })
}

/** What an update leaves as it was: of an object that it sends, what it does not name may be lost with the rest of the old one. */
export function keptBy(before: ReadonlyMap<string, Told>, { asked }: Deed): readonly (readonly [string, Told])[] {
  return [...before].filter(([place]) => {
    const top = place.split('/').slice(0, 2).join('/')
    return top === place || at(asked, top) === undefined
  })
}

function leaving(state: State, deed: Deed): State {
  const thing = thingOf(state, deed)
  if (thing === undefined || thing.life === 'gone') return state
  return withThing(state, { ...thing, life: 'leaving', tag: undefined, since: [...thing.since, deed] })
}

/** Notes what was sent about a thing, done or not. */
function since(state: State, deed: Deed): State {
  const thing = thingOf(state, deed)
  if (thing === undefined) return state
  const isInert = deed.outcome === 'refused' || deed.outcome === 'absent'
  return withThing(state, { ...thing, since: [...thing.since, deed], ...(isInert ? {} : { tag: undefined }) })
}

function vanished(state: State, deed: Deed): State {
  const thing = thingOf(state, deed)
  if (thing === undefined || deed.outcome !== 'absent') return state
  // The tag of what is gone is nobody's.
  return thing.life === 'leaving' ? withThing(state, { ...thing, life: 'gone', tag: undefined }) : state
}

function listed(rules: Rules, state: State, deed: Deed): State {
  const items = itemsOf(rules, deed)
  const found = [...items].map(([id, item]) => [id, seenIn(rules, item, deed).settled ? 'at rest' : 'under way'] as const)
  let after: State = { ...state, listed: new Map([...(state.listed ?? []), ...found]) }
  if (rules.isRead) return after
  for (const thing of state.things.values()) {
    const item = items.get(thing.id)
    if (item !== undefined) after = withThing(after, looked(thing, seenIn(rules, item, deed)))
    else if (thing.life === 'leaving') after = withThing(after, { ...thing, life: 'gone' })
  }
  return after
}

/** Notes what the answer shows of the thing itself. */
function told(rules: Rules, state: State, deed: Deed): State {
  const thing = thingOf(state, deed)
  if (thing === undefined || deed.outcome !== 'done') return state
  if (deed.doing === 'update' && deed.tag !== undefined) return withThing(state, { ...thing, tag: deed.tag })
  if (deed.doing !== 'read' || !isSight(deed) || deed.shown === undefined) return state
  return withThing(state, looked(thing, seenIn(rules, deed.shown, deed)))
}

export function seenIn({ lifecycle, type }: Rules, json: Json, deed: Deed): Seen {
  const standing = lifecycle === undefined ? 'settled' : standingOf(lifecycle, { json })
  const tag = deed.tag ?? (type.tag === undefined || type.tag.body === undefined ? undefined : tagOf({ ...type.tag, header: false }, { ...blank, json }))
  return {
    json,
    tag,
    phase: lifecycle === undefined ? undefined : phaseOf(lifecycle, { json }),
    settled: standing === 'settled' || standing === 'failed',
    deed,
  }
}

const blank = { status: 200, headers: [], body: '', bytes: 0, utf8: true, json: undefined }

function looked(thing: Thing, seen: Seen): Thing {
  const moved = thing.seen !== undefined && !sameJson(thing.seen.json, seen.json)
  return {
    ...thing,
    life: thing.life === 'coming' ? 'there' : thing.life,
    seen,
    first: thing.first ?? seen,
    past: moved && thing.seen !== undefined ? [...thing.past, thing.seen] : thing.past,
    since: [],
    tag: seen.tag,
  }
}

/** Notes long-running operations that are over, and which representation a tag stands for. */
function remembered(rules: Rules, state: State, deed: Deed): State {
  const work = workIn(rules, deed)
  const { longRunning } = rules.contract.behaviour
  const type = rules.contract.behaviour.resources[longRunning?.resource ?? '']
  const id = type === undefined ? undefined : idIn(type, work)
  if (work !== undefined && longRunning !== undefined && id !== undefined && at(work, longRunning.done) === true && !state.finished.has(id))
    return { ...state, finished: new Map([...state.finished, [id, { told: work, deed }]]) }
  if (deed.doing !== 'read' || !isSight(deed) || deed.tag === undefined || deed.id === undefined || deed.shown === undefined) return state
  const place = tagPlace(deed)
  return state.tags.has(place) ? state : { ...state, tags: new Map([...state.tags, [place, seenIn(rules, deed.shown, deed)]]) }
}

/** What a tag is one of: the representations of one resource. */
export function tagPlace({ id, tag }: Pick<Deed, 'id' | 'tag'>): string {
  return JSON.stringify([id ?? '', tag ?? ''])
}

/** A tag as it is compared: without its quotes, and without the mark of a weak one. */
export function bare(tag: string): string {
  return tag.replace(/^W\//, '').replaceAll('"', '')
}

/** A representation without what changes although nobody wrote. */
export function still(json: Json | undefined, volatile: readonly string[]): Json | undefined {
  return isObject(json) ? view(json, volatile) : json
}
