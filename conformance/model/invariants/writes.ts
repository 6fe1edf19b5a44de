import { standsFor } from '../../judge/effect.ts'
import { moved } from '../../judge/effect.ts'
import { spelledAt } from '../../judge/spelling.ts'
import { text } from '../../judge/leaning.ts'
import { sameJson } from '../../judge/view.ts'
import { sameAt } from '../../checks/lifecycle/echo.ts'
import { isBlank } from '../../judge/effect.ts'
import { touches } from '../../rules/places.ts'
import { at } from '../../../specs/json.ts'
import { finding } from './invariant.ts'
import { isSight } from '../chronicle.ts'
import { derived, grounds } from '../rules.ts'
import { itemsOf } from '../listed.ts'
import { keptBy, seenIn } from '../next.ts'
import { thingOf } from '../state.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Broken } from '../../verdict.ts'
import type { Deed } from '../chronicle.ts'
import type { Rules } from '../rules.ts'
import type { Seen, State, Thing } from '../state.ts'
import type { Invariant } from './invariant.ts'

/**
 * Read your writes (I1): what shows a resource shows what was accepted for it last, and the answer to an update shows what that asked
 * for. Where every change sets the lifecycle in motion, only when that has come to rest.
 */
export const readYourWrites: Invariant = (state, deed, rules) => {
  for (const { thing, json, says } of sightsIn(state, deed, rules)) {
    if (thing.life !== 'there' && thing.life !== 'coming') continue
    if (rules.shows === 'in the end' && !seenIn(rules, json, deed).settled) continue
    const isUpdate = deed.doing === 'update'
    const asked = new Map([...(isUpdate ? keptBy(thing.told, deed) : thing.told), ...(isUpdate ? rules.fields.flatMap((place) => askedAt(deed, place)) : [])])
    for (const [place, told] of asked) {
      const shown = at(json, place)
      if (isShown(rules, place, { asked: told.value, shown })) continue
      const spelling = spelledAt(rules.type, place, { sent: told.deed.asked, shown: json })
      const echo = shown === undefined && rules.type.echo !== undefined ? [rules.type.echo] : []
      return finding(deed, {
        invariant: 'read your writes',
        expected: `${text(told.value)} at ${place}, as the request ${JSON.stringify(told.deed.exchange.label)} had it`,
        actual: text(shown),
        leansOn: [...spelling, ...echo, ...grounds(rules, told.deed.doing === 'update' ? 'update' : 'create'), ...says],
      })
    }
  }
  return undefined
}

function askedAt(deed: Deed, place: string): [string, { readonly value: Json; readonly deed: Deed }][] {
  const value = at(deed.asked, place)
  return value === undefined ? [] : [[place, { value, deed }]]
}

function isShown({ type }: Rules, place: string, pair: { readonly asked: Json; readonly shown: Json | undefined }): boolean {
  const { asked, shown } = pair
  if (type.writeOnly?.some(({ places }) => places.includes(place)) === true || type.secrets?.includes(place) === true) return true
  return sameAt(type, place, pair) || standsFor(asked, shown)
}

interface Sight {
  readonly thing: Thing
  readonly json: Json
  readonly says: readonly Sourced[]
}

/** What a deed shows of things that the run has made. A list that says otherwise than a read is at odds with nobody's documents. */
export function sightsIn(state: State, deed: Deed, rules: Rules): readonly Sight[] {
  const thing = thingOf(state, deed)
  if ((deed.doing === 'read' || deed.doing === 'update') && thing !== undefined && isSight(deed) && deed.shown !== undefined)
    return [{ thing, json: deed.shown, says: grounds(rules, deed.doing) }]
  const says = [...grounds(rules, 'list'), ...(rules.isRead ? [derived('a list shows what a read shows')] : [])]
  return [...itemsOf(rules, deed)].flatMap(([id, json]) => {
    const listed = state.things.get(id)
    return listed === undefined ? [] : [{ thing: listed, json, says }]
  })
}

/**
 * Refusals are inert (I10), reads go forward (I2), and nothing changes that nobody has written (I1): between two looks at a resource,
 * places move only that an accepted request has written.
 */
export const unwrittenStays: Invariant = (state, deed, rules) => {
  const thing = thingOf(state, deed)
  const before = thing?.seen
  if (thing === undefined || before === undefined || deed.doing !== 'read' || !isSight(deed) || deed.shown === undefined) return undefined
  if (thing.life !== 'there' || thing.since.some(({ doing }) => doing === 'act')) return undefined
  const writes = thing.since.filter((one) => one.doing === 'update' && (one.outcome === 'done' || one.outcome === 'lost'))
  const places = movedPlaces(rules, before, { json: deed.shown, writes })
  if (places.length === 0) return undefined
  const refused = thing.since.find(({ outcome }) => outcome === 'refused' || outcome === 'absent')
  const isAlike = (seen: Seen) => places.every((place) => sameJson(at(seen.json, place), at(deed.shown, place)))
  const actual = places.map((place) => `${text(at(deed.shown, place))} at ${place} in place of ${text(at(before.json, place))}`).join(', ')
  if (refused !== undefined && writes.length === 0)
    return finding(deed, {
      invariant: 'refusals are inert',
      expected: `the resource as it was before ${JSON.stringify(refused.exchange.label)} was refused`,
      actual,
      leansOn: grounds(rules, 'read', groundOf(refused)),
    })
  if (thing.past.some(isAlike))
    return finding(deed, { invariant: 'reads go forward', expected: 'nothing that an earlier read had left behind', actual, leansOn: inferred(rules) })
  return finding(deed, {
    invariant: 'what nobody writes stays',
    expected: 'the value that was shown before, as nobody wrote another',
    actual,
    leansOn: inferred(rules),
  })
}

function inferred(rules: Rules): readonly Sourced[] {
  return [...grounds(rules, 'read'), derived('what nobody writes does not change, and later reads show no older state')]
}

function groundOf({ doing, condition }: Deed): 'create' | 'delete' | 'precondition' | 'update' {
  if (doing === 'create' || doing === 'import') return 'create'
  if (doing === 'delete') return 'delete'
  return condition === undefined ? 'update' : 'precondition'
}

/** Places that have another value now, although none of these writes named them. What had none before counts only where updates write it. */
function movedPlaces(rules: Rules, before: Seen, { json, writes }: { readonly json: Json; readonly writes: readonly Deed[] }): readonly string[] {
  const named = writes.flatMap(({ asked }) => Object.keys(asked).map((name) => `/${name}`))
  const own = Object.entries(rules.type.shows ?? {}).flatMap(([place, { field }]) => (field !== undefined && writes.length > 0 ? [place] : []))
  return moved(rules.type, { before: before.json, after: json }, [...named, ...own]).filter(
    (place) => place !== 'the whole' && (!isBlank(at(before.json, place)) || touches(rules.fields, place)),
  )
}

/** Lists agree with reads (I3): an item shows what the last read showed, unless something was sent since. */
export const listsAgree: Invariant = (state, deed, rules): Broken | undefined => {
  if (!rules.isRead) return undefined
  for (const [id, item] of itemsOf(rules, deed)) {
    const thing = state.things.get(id)
    if (thing?.seen?.settled !== true || thing.life !== 'there' || thing.since.length > 0) continue
    const { json } = thing.seen
    const odd = moved(rules.type, { before: json, after: item }).find((place) => at(item, place) !== undefined && at(json, place) !== undefined)
    if (odd !== undefined)
      return finding(deed, {
        invariant: 'lists agree with reads',
        expected: `${text(at(json, odd))} at ${odd} of ${id}, as in ${JSON.stringify(thing.seen.deed.exchange.label)}`,
        actual: text(at(item, odd)),
        leansOn: [...grounds(rules, 'list'), derived('a list shows what a read shows')],
      })
  }
  return undefined
}
