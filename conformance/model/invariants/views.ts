import { text } from '../../judge/leaning.ts'
import { sameJson } from '../../judge/view.ts'
import { idIn } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { isSight, workIn } from '../chronicle.ts'
import { derived, grounds } from '../rules.ts'
import { thingOf } from '../state.ts'
import { finding } from './invariant.ts'
import type { Json } from '../../../specs/json.ts'
import type { ResourceType, Shown } from '../../../specs/behaviour.ts'
import type { Deed } from '../chronicle.ts'
import type { Rules } from '../rules.ts'
import type { Thing } from '../state.ts'
import type { Invariant } from './invariant.ts'

/** All views describe one resource: whoever is asked for it tells its identifier and, while it is at rest, the phase and values that a read tells. */
export const viewsAgree: Invariant = (state, deed, rules) => {
  const thing = thingOf(state, deed)
  if (thing === undefined || deed.outcome !== 'done') return undefined
  const other = isSight(deed) ? idIn(rules.type, deed.shown) : undefined
  if (other !== undefined && other !== thing.id)
    return finding(deed, { invariant: 'all views show one resource', expected: thing.id, actual: other, leansOn: grounds(rules, 'read') })
  if (workIn(rules, deed) !== undefined) return aboutAnother(thing, deed, rules)
  if (deed.doing !== 'view') return undefined
  const odd = Object.entries(deed.operation.behaviour?.shows ?? {}).flatMap(([place, shown]) => disagreeing(thing, { place, shown }, { deed, rules }))[0]
  if (odd === undefined) return undefined
  return finding(deed, {
    invariant: 'all views show one resource',
    expected: `${text(odd.expected)} at ${odd.place || 'the whole'}, as in a read`,
    actual: text(at(deed.shown, odd.place)),
    leansOn: [
      ...(deed.operation.behaviour === undefined ? [] : [deed.operation.behaviour]),
      ...grounds(rules, 'read'),
      derived('two views of a resource at rest agree'),
    ],
  })
}

/** A long-running operation tells of the resource that the request was about. */
function aboutAnother(thing: Thing, deed: Deed, rules: Rules): ReturnType<Invariant> {
  const { longRunning } = rules.contract.behaviour
  const target = longRunning === undefined ? undefined : at(deed.shown, longRunning.target)
  if (deed.doing === 'work' || target === undefined || target === thing.id) return undefined
  return finding(deed, {
    invariant: 'all views show one resource',
    expected: `work on ${thing.id}`,
    actual: `work on ${text(target)}`,
    leansOn: grounds(rules, 'work'),
  })
}

interface Part {
  readonly place: string
  readonly shown: Shown
}

/** Where a part of a view says otherwise than the last read: only where nothing was sent since, and nothing goes on by itself. */
function disagreeing(
  thing: Thing,
  { place, shown }: Part,
  { deed, rules }: { readonly deed: Deed; readonly rules: Rules },
): readonly { readonly place: string; readonly expected: Json }[] {
  const found = at(deed.shown, place)
  const expected = expectedOf(thing, shown, rules)
  return found === undefined || expected === undefined || sameJson(found, expected) ? [] : [{ place, expected }]
}

/** True for a part of a view that a read tells too: the identifier, the phase, or the same text filled in for the same resource. */
export function isTold({ shows = {} }: Pick<ResourceType, 'shows'>, { is, text: template }: Shown): boolean {
  return is === 'id' || is === 'phase' || (template?.includes('{') === true && Object.values(shows).some((other) => other.text === template))
}

function expectedOf(thing: Thing, shown: Shown, { type, lifecycle }: Rules): Json | undefined {
  if (shown.is === 'id') return thing.id
  const { seen, since } = thing
  if (seen === undefined || !seen.settled || since.length > 0 || thing.life !== 'there') return undefined
  if (shown.is === 'phase') return lifecycle === undefined ? undefined : at(seen.json, lifecycle.at)
  // The same text, filled in for the same resource, reads the same wherever it is shown.
  const own = shown.text?.includes('{') === true ? Object.entries(type.shows ?? {}).find(([, other]) => other.text === shown.text) : undefined
  return own === undefined ? undefined : at(seen.json, own[0])
}
