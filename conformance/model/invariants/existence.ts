import { text } from '../../judge/leaning.ts'
import { finding } from './invariant.ts'
import { told } from '../../judge/status.ts'
import { isBlank } from '../../judge/effect.ts'
import { sameJson } from '../../judge/view.ts'
import { isOurs } from '../../checks/idempotency/effects.ts'
import { at } from '../../../specs/json.ts'
import { isSight } from '../chronicle.ts'
import { isList, itemsOf } from '../listed.ts'
import { derived, grounds } from '../rules.ts'
import { thingOf } from '../state.ts'
import type { Json } from '../../../specs/json.ts'
import type { Broken } from '../../verdict.ts'
import type { Deed } from '../chronicle.ts'
import type { Rules } from '../rules.ts'
import type { State, Thing } from '../state.ts'
import type { Invariant } from './invariant.ts'

/**
 * Conservation (I7): what was made and not deleted is there, whoever looks for it, and nothing is listed that nobody has asked for.
 * On a stand-in, where the run is alone, what was there before stays there too.
 */
export const conservation: Invariant = (state, deed, rules) => {
  const thing = thingOf(state, deed)
  if (deed.doing === 'read' && deed.outcome === 'absent' && thing?.life === 'there')
    return finding(deed, {
      invariant: 'conservation',
      expected: `${thing.id}, which ${JSON.stringify(thing.made.exchange.label)} made and nobody has deleted`,
      actual: told(deed.exchange),
      leansOn: grounds(rules, 'create', 'read'),
    })
  if (!isList(rules, deed)) return undefined
  const items = itemsOf(rules, deed)
  const missing = [...state.things.values()].find(({ id, life }) => life === 'there' && !items.has(id))
  if (missing !== undefined)
    return finding(deed, {
      invariant: 'conservation',
      expected: `${missing.id} in the list, as nobody has deleted it`,
      actual: `${items.size} others, and not that one`,
      leansOn: grounds(rules, 'create', 'list'),
    })
  const lost = rules.alone ? [...(state.listed ?? [])].find(([id, how]) => how === 'at rest' && !items.has(id) && !state.things.has(id))?.[0] : undefined
  if (lost !== undefined)
    return finding(deed, {
      invariant: 'conservation',
      expected: `${lost} in the list, as before: the run has not made it, and deletes nothing that it has not made`,
      actual: `${items.size} others, and not that one`,
      leansOn: [...grounds(rules, 'delete', 'list'), derived('a request deletes nothing but what it addresses')],
    })
  return strays(state, rules, items).map((id) =>
    finding(deed, {
      invariant: 'conservation',
      expected: `only what was asked for: ${[...state.things.keys()].join(', ') || 'nothing'}`,
      actual: `${id} besides`,
      // A repeat makes no second one where keys are promised to prevent it.
      leansOn: grounds(rules, 'create', 'list', ...(state.keys.size > 0 ? (['keys'] as const) : [])),
    }),
  )[0]
}

/** What was not listed before, comes of what the run has sent, and is more than the run has asked for. */
function strays({ listed, things, nameless }: State, rules: Rules, items: ReadonlyMap<string, Json>): readonly string[] {
  if (listed === undefined) return []
  const bodies = [...things.values()].map(({ made }) => made.asked).concat(nameless.map(({ asked }) => asked))
  const young = [...items].filter(([id, item]) => !listed.has(id) && !things.has(id) && (rules.alone || isOurs(item, bodies)))
  return young.slice(nameless.length).map(([id]) => id)
}

/** No resurrection (I9): what was seen to be gone stays away, and who takes its name starts anew. */
export const noResurrection: Invariant = (state, deed, rules) => {
  const thing = thingOf(state, deed)
  const isBack = (deed.doing === 'read' || deed.doing === 'view') && deed.outcome === 'done' && thing?.life === 'gone'
  const listed = [...itemsOf(rules, deed).keys()].find((id) => state.things.get(id)?.life === 'gone')
  const back = isBack ? thing.id : listed
  if (back !== undefined)
    return finding(deed, {
      invariant: 'no resurrection',
      expected: `nothing of ${back}, which was seen to be gone`,
      actual: told(deed.exchange),
      leansOn: [...grounds(rules, 'delete', 'gone'), derived('what is gone stays away')],
    })
  return thing === undefined || deed.doing !== 'read' ? undefined : inherited(thing, { deed, rules })
}

function inherited(thing: Thing, { deed, rules }: { readonly deed: Deed; readonly rules: Rules }): Broken | undefined {
  const { before, told: asked, life } = thing
  const isFirst = thing.seen === undefined && deed.outcome === 'done' && life !== 'leaving'
  if (before?.seen === undefined || !isFirst) return undefined
  const old = before.seen.json
  const uids = Object.entries(rules.type.shows ?? {}).flatMap(([place, { is }]) => (is === 'uid' ? [place] : []))
  const uid = uids.find((place) => at(old, place) !== undefined && at(old, place) === at(deed.shown, place))
  const place = uid ?? rules.fields.find((one) => !asked.has(one) && isTrace(before, one, at(deed.shown, one)))
  if (place === undefined) return undefined
  return finding(deed, {
    invariant: 'no resurrection',
    expected: `a new ${rules.type.title} without the past of the one whose name it has`,
    actual: `${text(at(deed.shown, place))} at ${place}, as that had`,
    leansOn: [...grounds(rules, 'create', 'read'), derived('who takes a name starts anew')],
  })
}

/** Whether a value is one that an update gave the earlier holder of a name, and which that did not have when it was new. */
function isTrace({ first, told: asked }: Thing, place: string, shown: Json | undefined): boolean {
  const written = asked.get(place)
  if (written?.deed.doing !== 'update' || first === undefined || isBlank(shown)) return false
  return sameJson(written.value, shown) && !sameJson(written.value, at(first.json, place))
}

/**
 * Final clean-up (I13): what was deleted is gone once it has had its time. Of all at the end of a program, and of one after the last
 * look of a command that waited for it.
 */
export const cleanUp: Invariant = (state, deed, rules) => {
  const left = remaining(state, deed, rules)
  if (left === undefined) return undefined
  return finding(deed, {
    invariant: 'final clean-up',
    expected: 'nothing of what was deleted, once it had the declared time to go',
    actual: isList(rules, deed) ? `${left.id} in the list` : told(deed.exchange),
    leansOn: grounds(rules, 'delete', 'gone', isList(rules, deed) ? 'list' : 'read'),
  })
}

function remaining(state: State, deed: Deed, rules: Rules): Thing | undefined {
  const { label } = deed.exchange
  if (label.endsWith(' (last)') && deed.doing === 'read' && deed.outcome === 'done' && isSight(deed)) {
    const thing = thingOf(state, deed)
    return thing?.life === 'leaving' ? thing : undefined
  }
  if (!label.endsWith('finish') || !isList(rules, deed)) return undefined
  const items = itemsOf(rules, deed)
  return [...state.things.values()].find(({ id, life }) => life === 'leaving' && items.has(id))
}
