import { differences, sameJson, view } from '../../judge/view.ts'
import { endOf } from '../../checks/operation/sound.ts'
import { between } from '../../checks/operation/words.ts'
import { told } from '../../judge/status.ts'
import { idIn } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { workIn } from '../chronicle.ts'
import { derived, grounds } from '../rules.ts'
import { thingOf } from '../state.ts'
import { finding } from './invariant.ts'
import type { Json } from '../../../specs/json.ts'
import type { Deed } from '../chronicle.ts'
import type { State } from '../state.ts'
import type { Invariant } from './invariant.ts'

/** Finished long-running operations are immutable (I11): once one is done, every later look at it shows the same. */
export const finishedStays: Invariant = (state, deed, rules) => {
  const { longRunning, resources } = rules.contract.behaviour
  const work = workIn(rules, deed)
  const type = resources[longRunning?.resource ?? '']
  const id = type === undefined ? undefined : idIn(type, work)
  const before = id === undefined ? undefined : state.finished.get(id)
  if (type === undefined || work === undefined || before === undefined) return undefined
  const without = (type.moves ?? []).flatMap(({ places }) => places)
  const [one, other] = [view(before.told, without), view(work, without)]
  if (sameJson(one, other) || isFirstAnswer(state, deed, { work: other, without })) return undefined
  return finding(deed, {
    invariant: 'finished long-running operations stay as they are',
    expected: `what ${JSON.stringify(before.deed.exchange.label)} showed of ${id ?? 'it'}, as it was done`,
    actual: `another value at ${differences(one, other).join(', ')}`,
    leansOn: grounds(rules, 'work'),
  })
}

/** True for the answer to a repeat that is the first one once more, or may be where that was lost: it tells of what was, and is no look (AIP-155). */
function isFirstAnswer(state: State, { key }: Deed, { work, without }: { readonly work: Json | undefined; readonly without: readonly string[] }): boolean {
  const first = key === undefined ? undefined : state.keys.get(key)?.deed
  return first !== undefined && (first.shown === undefined || sameJson(view(first.shown, without), work))
}

/**
 * They agree with their resource (I11): once the deletion of something is told to have succeeded, and the declared time has passed
 * since, it is gone; once its creation has, it is there.
 */
export const workAgrees: Invariant = (state, deed, rules) => {
  const { longRunning } = rules.contract.behaviour
  const thing = thingOf(state, deed)
  if (longRunning === undefined || thing === undefined || deed.doing !== 'read') return undefined
  for (const { told: work, deed: seen } of state.finished.values()) {
    if (at(work, longRunning.target) !== thing.id || endOf(longRunning, work) !== 'succeeded') continue
    const passed = (between(seen.exchange, deed.exchange) ?? 0) >= longRunning.agrees.withinSeconds * 1000
    const wasMade = thing.life === 'coming' && deed.outcome === 'absent'
    if (!passed || !wasMade) continue
    return finding(deed, {
      invariant: 'finished long-running operations agree with their resource',
      expected: `${thing.id}, as ${JSON.stringify(seen.exchange.label)} told that the work had succeeded`,
      actual: told(deed.exchange),
      leansOn: [...grounds(rules, 'work', 'create'), longRunning.agrees, derived('the work was the creation')],
    })
  }
  return undefined
}
