import { Blocked } from '../../api.ts'
import { answerOf, succeeded } from '../../history.ts'
import { kindOf, standingOf } from '../../judge/phase.ts'
import { told } from '../../judge/status.ts'
import { monitor, shows } from '../../monitor.ts'
import { all } from '../../need.ts'
import { kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { starting, work } from '../operation/needs.ts'
import { endOf } from '../operation/sound.ts'
import { stories } from '../operation/stories.ts'
import { between } from '../operation/words.ts'
import { Commands } from './commands.ts'
import { livesIn, sessionsOf } from './lives.ts'
import { kin } from './trace.ts'
import type { LongRunning } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Work } from '../operation/needs.ts'
import type { End } from '../operation/sound.ts'
import type { Kin, Look } from './lives.ts'

/** How long what is done and its resource may disagree. */
function grace(reading: Reading): Need<LongRunning['agrees']> {
  return reading.stated(({ longRunning }) => longRunning?.agrees, 'the contract has no long-running operations')
}

const inStep = monitor({
  id: 'lro.in-step',
  needs: (reading) =>
    all({ work: work(reading), create: starting(reading, 'create'), grace: grace(reading), kin: kin(reading), lifecycle: reading.lifecycle() }),
  drive: async (api, { work: { plan, idOf }, create, grace: { withinSeconds } }) => {
    const started = await api.send('start', { operation: create.id, body: api.body() })
    const id = succeeded(started) ? idOf(answerOf(started)?.json) : undefined
    const handle = api.own(started)
    if (id === undefined || handle === undefined) throw new Blocked(`nothing was started: the create got ${told(started)}`)
    await api.settle('settling', handle)
    for (const label of ['soon', 'later']) {
      await api.send(label, plan(id))
      await api.wait(withinSeconds + 1)
      await api.settle(label, handle)
    }
  },
  judge: (trace, { work: found, grace: { withinSeconds }, kin: own }) => together(sessionsOf(trace)[0]?.own ?? [], { found, withinSeconds, own }),
})

interface Pair {
  readonly found: Work
  readonly withinSeconds: number
  readonly own: Kin
}

/** A sight of a long-running operation, and a look at its resource, in the order in which they were taken. */
interface Compared {
  readonly first: Exchange
  readonly second: Exchange
  readonly end: End
  readonly look: Look
}

/**
 * Judges each long-running operation against the looks at its resource, where nothing else was commanded of it since: one that has
 * succeeded has led where it leads, one that has failed has not, and one under way has not been there for long.
 */
export function together(trace: readonly Exchange[], { found, withinSeconds, own: kind }: Pair): Judgement {
  const lives = livesIn(trace, kind).filter(({ by }) => by === 'read')
  const commands = new Commands(kind, { own: trace, others: [] })
  const sights = sightsIn(trace, found)
  let compared = 0
  for (const { exchange, shown } of stories(trace, { contract: kind.contract, work: found })) {
    const { trigger: name, action, resource } = kind.contract.operations.get(exchange.operation ?? '')?.behaviour ?? {}
    const trigger = kind.lifecycle.triggers[name ?? action ?? '']
    const id = at(shown, found.rules.target)
    if (resource !== kind.resource || typeof id !== 'string' || trigger === undefined || kind.lifecycle.phases[trigger.to] === undefined) continue
    // What began where it ends shows nothing of how far it has come.
    const isNew = action === 'create' || trigger.from?.includes(trigger.to) === false
    const looks = lives.filter((life) => life.id === id).flatMap(({ samples }) => samples)
    const next = commands.about(id, exchange.received).reduce((first, { sent }) => Math.min(first, sent), Infinity)
    const own = sights.get(found.keyOf(exchange, shown) ?? '') ?? []
    for (const pair of pairs(
      own,
      looks.filter(({ sent, received }) => sent >= exchange.received && received < next),
      found.rules,
    )) {
      if ((between(pair.first, pair.second) ?? 0) / 1000 <= withinSeconds || pair.second.received >= next) continue
      const odd = isNew ? oddIn(kind, trigger.to, pair) : undefined
      if (odd !== undefined) return shows([exchange, pair.first, pair.second], ...odd)
      compared += 1
    }
  }
  return compared > 0 ? kept : unclear('no long-running operation was seen beside its resource')
}

interface Shown {
  readonly exchange: Exchange
  readonly told: Json
}

function sightsIn(trace: readonly Exchange[], { shown, keyOf }: Work): ReadonlyMap<string, readonly Shown[]> {
  const all = new Map<string, Shown[]>()
  for (const exchange of trace) {
    for (const one of shown(exchange)) {
      const key = keyOf(exchange, one) ?? ''
      const known = all.get(key) ?? []
      known.push({ exchange, told: one })
      all.set(key, known)
    }
  }
  return all
}

/** Ends are compared with later looks, and what is under way with earlier ones. */
function pairs(sights: readonly Shown[], looks: readonly Look[], rules: LongRunning): readonly Compared[] {
  return sights.flatMap(({ exchange, told: one }) => {
    const end = endOf(rules, one)
    if (end === undefined) return []
    return looks.flatMap((look) => {
      const [first, second] = end === 'running' ? [look.exchange, exchange] : [exchange, look.exchange]
      return first.received <= second.sent ? [{ first, second, end, look }] : []
    })
  })
}

function oddIn({ lifecycle }: Kin, to: string, { end, look }: Compared): readonly [expected: string, actual: string] | undefined {
  const isThere = look.phase === to && standingOf(lifecycle, { json: look.json }) !== 'transient'
  if (end === 'succeeded' && !isThere && kindOf(lifecycle, look.phase) !== 'failed')
    return [`a resource that is ${to}, as the work on it has succeeded`, look.phase === to ? 'one that is still busy' : look.phase]
  if (end === 'failed' && isThere) return [`a resource that is not ${to}, as the work on it has failed`, look.phase]
  if (end === 'running' && isThere) return [`the end of work on a resource that has been ${to} for so long`, 'work under way']
  return undefined
}

export const stepMonitors = [inStep]
