import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { isBlank } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { refused } from '../../judge/refused.ts'
import { volatileIn } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { acting } from './acts.ts'
import { strongestOf } from './findings.ts'
import { lenient, refusalOf } from './refusals.ts'
import { route, wayTo } from './routes.ts'
import { led, perform, seen } from './steps.ts'
import { placesWhere } from './told.ts'
import { at } from '../../../specs/json.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Act, Acting } from './acts.ts'
import type { Leg } from './routes.ts'
import type { Place } from './told.ts'

/** A version that an act raises to the next one. */
interface Upgrading {
  readonly how: Acting
  readonly act: Act
  readonly way: readonly Leg[]
  readonly statuses: readonly number[]
  /** What says that it is refused where there is no next version. */
  readonly refusing: readonly Sourced[]
  /** Where the next version is told; where the present one is, by JSON pointer into a read. */
  readonly next: Place
  readonly version: string
  readonly read: OperationNeed
  readonly type: ResourceType
}

function upgrading(reading: Reading): Need<Upgrading> {
  const needs = all({
    how: acting(reading),
    contract: reading.document(),
    next: placesWhere(reading, ({ is }) => is === 'next-version'),
    read: reading.operation('read'),
    type: met(reading.type),
  })
  if (needs.kind === 'unmet') return needs
  const { how, contract, read, type } = needs.value
  const act = how.acts.find(({ behaviour }) => behaviour.upgrades !== undefined)
  const { versions } = type
  const [next] = needs.value.next
  if (act?.behaviour.upgrades === undefined || versions === undefined || next === undefined)
    return unmet(`no act upgrades a ${reading.resource} to a version that is told`)
  const way = wayToOffer(how, act)
  if (way === undefined) return unmet(`no act leads to where a ${reading.resource} can be upgraded`)
  const version = Object.entries(type.shows ?? {}).find(([, { field }]) => field === versions.at)?.[0] ?? versions.at
  const { own } = refusalOf(contract, act.behaviour)
  const refusing = own === undefined ? act.says : [own]
  const upgrades: Upgrading = { how, act, way, refusing, statuses: lenient(contract, act.behaviour, 'wrong-phase'), next, version, read, type }
  return { ...needs, leansOn: [...needs.leansOn, act.behaviour.upgrades], value: upgrades }
}

/** The way to where an upgrade starts: past an act that puts something into effect, where there is one, because no version is next to none. */
function wayToOffer({ acts, home }: Acting, act: Act): readonly Leg[] | undefined {
  const way = wayTo(acts, home, act)
  if (way === undefined || way.some((leg) => leg.act.trigger.applies === true)) return way
  const first = route(acts, home, (leg) => leg.act.trigger.applies === true)
  const rest = wayTo(acts, first.at(-1)?.act.trigger.to ?? home, act)
  return rest === undefined ? way : [...first, ...rest]
}

/** Most upgrades in a row: each may take a real subject an hour. */
const longest = 4

const labels = {
  offer: (turn: number) => `offer ${turn}`,
  upgrade: (turn: number) => `upgrade ${turn}`,
  version: (turn: number) => `version ${turn}`,
  none: 'upgrade to nothing',
} as const

export const upgrade = check({
  id: 'act.upgrade',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: upgrading,
  scenario: () => fc.constant(null),
  drive: async (api, { how, act, way, next, read }) => {
    const handle = await api.make('create')
    const { params } = handle
    for (const [index, leg] of way.entries()) if ((await perform(api, how, { label: `way ${index + 1}`, handle, act: leg.act })) !== leg.act.trigger.to) return
    for (let turn = 1; turn <= longest; turn += 1) {
      const offer = await api.send(labels.offer(turn), { operation: next.operation, params })
      if (isNone(next, answerOf(offer)?.json)) {
        await api.send(seen.before(labels.none), { operation: read.id, params })
        await api.send(labels.none, act.plan(params))
        await api.send(seen.after(labels.none), { operation: read.id, params })
        await api.settle(seen.settling(labels.none), handle)
        await api.send(seen.end(labels.none), { operation: read.id, params })
        return
      }
      const end = await perform(api, how, { label: labels.upgrade(turn), handle, act })
      await api.send(labels.version(turn), { operation: read.id, params })
      if (end !== act.trigger.to) return
    }
  },
  judge: (history, upgrades) => {
    const turns = Array.from({ length: longest }, (_, index) => index + 1).filter((turn) => history.find(labels.upgrade(turn)) !== undefined)
    const steps = turns.flatMap((turn) => raised(history, upgrades, turn))
    const [first] = turns
    if (first === undefined && history.find(labels.none) === undefined) return unclear('nothing led to where an upgrade starts')
    if (first === undefined) return unclear('there is no positive control: no next version was on offer')
    return strongestOf([...steps, ...inVain(history, upgrades, labels.upgrade(first))])
  },
})

function isNone({ place, shown }: Place, json: Json | undefined): boolean {
  const found = at(json, place)
  return isBlank(found) || found === shown.otherwise
}

/** Judges one upgrade: it leads, ends with the version that was told, and another one is told then, or none. */
function raised(history: History, { how, act, next, version }: Upgrading, turn: number): readonly Judgement[] {
  const done = led(history, how, { label: labels.upgrade(turn), act })
  if (done.kind !== 'kept') return [done]
  const offered = at(history.answer(labels.offer(turn))?.json, next.place)
  const shown = at(history.answer(labels.version(turn))?.json, version)
  const now = history.answer(labels.offer(turn + 1))
  const again = now !== undefined && at(now.json, next.place) === offered
  return [
    done,
    shown === offered
      ? kept
      : isBlank(shown)
        ? unclear('which version it has is not told')
        : leaning(broken(`the version ${text(offered)}, which was told to be the next`, text(shown), labels.version(turn)), [act.behaviour]),
    again ? leaning(broken('another version after that, or none', `${text(offered)} once more`, labels.offer(turn + 1)), [act.behaviour]) : kept,
  ]
}

/** Judges an upgrade where no next version is told. */
function inVain(history: History, { how, statuses, refusing, type }: Upgrading, control: string): readonly Judgement[] {
  const attempt = history.find(labels.none)
  if (attempt === undefined) return []
  const without = volatileIn(type).filter((place) => place !== how.lifecycle.at)
  const before = history.find(seen.before(labels.none))
  const looks = [seen.after(labels.none), seen.end(labels.none)].map((label) => history.find(label))
  return looks.map((after) =>
    leaning(refused({ control: succeeded(history.find(control)) ? history.find(control) : undefined, attempt, statuses, before, after, without }), refusing),
  )
}
