import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { isBlank } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { kindOf } from '../../judge/phase.ts'
import { told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { anyQuietField } from './fields.ts'
import { strongestOf } from './findings.ts'
import { phaseAt, seen } from './steps.ts'
import { applying, Story } from './story.ts'
import { placesWhere } from './told.ts'
import { at } from '../../../specs/json.ts'
import type { Lifecycle, Shown } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { History } from '../../history.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Applying } from './story.ts'
import type { Place } from './told.ts'

function isUnder(place: string, places: readonly string[]): boolean {
  return places.some((one) => place === one || place.startsWith(`${one}/`))
}

export const applies = check({
  id: 'act.applies',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const regardless = reading.lifecycle().kind === 'met' ? (applicationIn(reading)?.regardless ?? []) : []
    const found = applying(reading)
    const end = found.kind === 'met' ? found.value.act.trigger.to : undefined
    const places = placesWhere(reading, (shown) => shown.applied !== undefined || isOfEffect(shown) || (end !== undefined && shown.after === end))
    const needs = all({
      found,
      places,
      counting: anyQuietField(reading, (place) => !isUnder(place, regardless)),
      idle: anyQuietField(reading, (place) => isUnder(place, regardless)),
    })
    return needs.kind === 'met' && !needs.value.places.some(({ shown }) => shown.applied !== undefined)
      ? unmet(`nothing tells whether what was written to a ${reading.resource} is in effect`)
      : needs
  },
  scenario: () => fc.constant(null),
  drive: async (api, { found, places, counting, idle }) => {
    const handle = await api.make('create')
    const story = new Story(api, { handle, places, ...found })
    await story.told('new')
    for (const [index, { act }] of found.way.entries()) if (!(await story.done(`way ${index + 1}`, act))) return
    if (!(await story.applied('first'))) return
    if (idle !== undefined) await story.written('idle', idle)
    if (counting !== undefined) await story.written('counting', counting)
    if (found.other !== undefined && counting !== undefined && !(await story.done('other', found.other))) return
    if (counting !== undefined) await story.applied('second')
  },
  judge: (history, { found, places, counting, idle }) => {
    const says = [...found.act.says, found.application]
    const step = (when: When, expected: State, leansOn: readonly Sourced[]) =>
      history.exchanges.some(({ label }) => places.some(({ operation }) => label === `${operation} ${when}`))
        ? [leaning(shownAs(history, places, { when, expected }), leansOn)]
        : []
    if (!succeeded(history.find('first'))) return unclear(`${found.act.name} was not accepted: ${told(history.find('first'))}`)
    const written = (label: When) => succeeded(history.find(label))
    const edited = counting !== undefined && written('counting')
    const end = phaseAt(found.how.lifecycle, found.how.sight.at, history.find(seen.end('first')))
    return strongestOf([
      end === found.act.trigger.to ? kept : unclear(`${found.act.name} came to nothing: it is ${end ?? 'in no phase'}`),
      ...step('new', 'never', says),
      ...meanwhile(history, found, { places, label: 'first', expected: 'never' }),
      ...step('first', 'current', says),
      ...(idle !== undefined && written('idle') ? step('idle', 'current', [...idle.says, ...says]) : []),
      ...(edited ? step('counting', 'stale', [...counting.says, ...says]) : []),
      ...(edited && succeeded(history.find('other')) ? step('other', 'stale', [...(found.other?.says ?? []), ...says]) : []),
      ...(edited ? meanwhile(history, found, { places, label: 'second', expected: 'stale' }) : []),
      ...(succeeded(history.find('second')) ? step('second', 'current', says) : []),
      leaning(instants(history, places), says),
    ])
  },
})

type When = 'new' | 'first' | 'second' | 'idle' | 'counting' | 'other' | 'under way first' | 'under way second'
type State = 'never' | 'stale' | 'current'

function applicationIn(reading: Reading): Lifecycle['application'] {
  const lifecycle = reading.lifecycle()
  return lifecycle.kind === 'met' ? lifecycle.value.application : undefined
}

/** The same of answers that show that the act has not come to its end. */
function meanwhile(
  history: History,
  { how: { lifecycle }, act, application }: Applying,
  { places, label, expected }: { readonly places: readonly Place[]; readonly label: 'first' | 'second'; readonly expected: State },
): readonly Judgement[] {
  const when = `under way ${label}` as const
  const moving = places.filter(
    ({ operation, phaseAt: place }) => kindOf(lifecycle, phaseAt(lifecycle, place, history.find(`${operation} ${when}`))) === 'transient',
  )
  return [leaning(shownAs(history, moving, { when, expected }), [...act.says, application])]
}

/** Judges what every place tells of whether what was written is in effect. */
function shownAs(history: History, places: readonly Place[], { when, expected }: { readonly when: When; readonly expected: State }): Judgement {
  for (const { operation, place, shown } of places) {
    const label = `${operation} ${when}`
    const exchange = history.find(label)
    if (!succeeded(exchange)) return unclear(`${operation} got ${told(exchange)}`)
    const found = at(answerOf(exchange)?.json, place)
    if (shown.applied !== undefined && !sameJson(found, shown.applied[expected]))
      return broken(`${text(shown.applied[expected])} at ${place}, because what was written is ${words[expected]}`, text(found), label)
    const isNothing = isBlank(found) || sameJson(found, shown.otherwise)
    if (shown.applied === undefined && expected === 'never' && !isNothing) return broken(`nothing at ${place} before anything is in effect`, text(found), label)
    if (when === 'first' && isSure(shown) && isNothing) return broken(`something at ${place} once it is in effect`, text(found), label)
    if (shown.is === 'applied-at' && expected !== 'never' && !isInstant(found)) return broken(`an instant at ${place}`, text(found), label)
  }
  return kept
}

/** True for an instant as text (RFC 3339) or as seconds since 1970. */
function isInstant(value: Json | undefined): boolean {
  return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Date.parse(value)))
}

/** True for what is shown of what is in effect alone. */
function isOfEffect({ is, from }: Shown): boolean {
  return is === 'applied-at' || from === 'applied'
}

/** True for what is shown of every resource once it is due, whatever is asked of it. */
function isSure({ value, after, where, beside, otherwise }: Shown): boolean {
  return value !== undefined && after !== undefined && where === undefined && beside === undefined && otherwise === undefined && !isBlank(value)
}

const words: Record<State, string> = { never: 'not in effect yet', stale: 'no longer what is in effect', current: 'in effect' }

/** Judges that what is in effect stays as it is until something else is: an edit changes nothing in it. */
function instants(history: History, places: readonly Place[]): Judgement {
  for (const { operation, place } of places.filter(({ shown }) => isOfEffect(shown))) {
    const [first, edited] = ['first', 'counting'].map((when) => history.find(`${operation} ${when}`))
    if (!succeeded(first) || !succeeded(edited)) continue
    const [was, is] = [first, edited].map((exchange) => at(answerOf(exchange)?.json, place))
    if (!sameJson(was, is)) return broken(`${text(was)} at ${place} until something else is in effect`, text(is), `${operation} counting`)
  }
  return kept
}
