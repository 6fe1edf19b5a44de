import { text } from '../../judge/leaning.ts'
import { isSight } from '../chronicle.ts'
import { sameJson, volatileIn } from '../../judge/view.ts'
import { at } from '../../../specs/json.ts'
import { bare, still, tagPlace } from '../next.ts'
import { derived, grounds } from '../rules.ts'
import { thingOf } from '../state.ts'
import { finding } from './invariant.ts'
import { differences } from '../../judge/view.ts'
import type { Invariant } from './invariant.ts'

/**
 * One winner (I5): of all writes that are conditional on one tag, one at most changes something. A write on the condition of a tag
 * that is certainly not the current one is no winner at all. To ask once more for what is there already is no change.
 */
export const oneWinner: Invariant = (state, deed, rules) => {
  const thing = thingOf(state, deed)
  if (deed.doing !== 'update' || deed.outcome !== 'done' || deed.condition === undefined || thing === undefined) return undefined
  const sent = bare(deed.condition)
  const isSettled = thing.seen?.settled === true
  const isStale = thing.tag === undefined ? thing.consumed.has(sent) : bare(thing.tag) !== sent
  const changes = rules.fields.some((place) => {
    const asked = at(deed.asked, place)
    return asked !== undefined && !sameJson(asked, thing.told.get(place)?.value ?? at(thing.seen?.json, place))
  })
  if (!isSettled || !isStale || !changes || sent === '*') return undefined
  return finding(deed, {
    invariant: 'one winner for each tag',
    expected: `a refusal, as the tag ${deed.condition} ${thing.tag === undefined ? 'had its one write' : `was not the current one, ${thing.tag}`}`,
    actual: 'it was done',
    leansOn: grounds(rules, 'precondition'),
  })
}

/** Version order (I8): a strong tag stands for one representation, however long ago it was told. */
export const versionOrder: Invariant = (state, deed, rules) => {
  if (rules.type.tag?.strength !== 'strong' || deed.doing !== 'read' || !isSight(deed) || deed.tag === undefined) return undefined
  const before = state.tags.get(tagPlace(deed))
  const busy = rules.lifecycle?.busy?.at
  const volatile = [...volatileIn(rules.type), ...(busy === undefined ? [] : [busy])]
  const [one, other] = [still(before?.json, volatile), still(deed.shown, volatile)]
  if (before === undefined || sameJson(one, other)) return undefined
  return finding(deed, {
    invariant: 'one representation for each strong tag',
    expected: `what ${JSON.stringify(before.deed.exchange.label)} showed with the tag ${deed.tag}`,
    actual: `another value at ${differences(one, other).join(', ')}`,
    leansOn: [...grounds(rules, 'read'), rules.type.tag],
  })
}

/** Reads go forward (I2), as far as the server counts: no generation grows smaller, and what was superseded is not told again. */
export const readsGoForward: Invariant = (state, deed, rules) => {
  const thing = thingOf(state, deed)
  if (thing?.seen === undefined || deed.doing !== 'read' || !isSight(deed)) return undefined
  const { seen, past } = thing
  const counted = Object.entries(rules.type.shows ?? {}).flatMap(([place, { is }]) => (is === 'generation' || is === 'observed-generation' ? [place] : []))
  const smaller = counted.find((place) => number(at(deed.shown, place)) < number(at(seen.json, place)))
  const leansOn = [...grounds(rules, 'read'), derived('later reads show no older state')]
  if (smaller !== undefined)
    return finding(deed, {
      invariant: 'reads go forward',
      expected: `${text(at(seen.json, smaller))} or more at ${smaller}`,
      actual: text(at(deed.shown, smaller)),
      leansOn,
    })
  const isQuiet = thing.since.length === 0 && seen.settled && deed.tag !== undefined && seen.tag !== deed.tag
  const old = isQuiet ? past.find(({ tag, json }) => tag === deed.tag && !sameJson(json, seen.json)) : undefined
  return old === undefined
    ? undefined
    : finding(deed, {
        invariant: 'reads go forward',
        expected: `the tag ${seen.tag ?? 'as before'}, or a new one`,
        actual: `${deed.tag}, which an earlier read had`,
        leansOn,
      })
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}
