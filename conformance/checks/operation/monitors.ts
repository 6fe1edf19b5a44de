import { Blocked } from '../../api.ts'
import { everyAnswer, monitor, shows } from '../../monitor.ts'
import { all, map, met, unmet } from '../../need.ts'
import { at, isObject } from '../../../specs/json.ts'
import { constant, endOf, inOrder, lasting, sound, text } from './sound.ts'
import { stories } from './stories.ts'
import { retrospect, work } from './needs.ts'
import { kept, unclear } from '../../verdict.ts'
import { unlike } from './words.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Monitor, Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Work } from './needs.ts'

interface Looked {
  readonly work: Work
  /** Makes sure that some are seen again after they are done; nothing where none could be found. */
  readonly look: (api: Api) => Promise<void>
}

function looked(reading: Reading): Need<Looked> {
  const past = retrospect(reading)
  return map(work(reading), (found) => ({ work: found, look: past.kind === 'met' ? ifPossible(past.value) : () => Promise.resolve() }))
}

/** Where nothing can be made to look at, there is still what the rest of the run has seen. */
function ifPossible(look: Looked['look']): Looked['look'] {
  return async (api) => {
    try {
      await look(api)
    } catch (error) {
      if (!(error instanceof Blocked)) throw error
    }
  }
}

function everyWork(trace: readonly Exchange[], { shown }: Work, see: (told: Json, exchange: Exchange) => Sight): Judgement {
  return everyAnswer(trace, (_, exchange) => {
    const sights = shown(exchange).map((told) => see(told, exchange))
    return sights.find((sight) => typeof sight === 'object') ?? sights.find((sight) => sight === 'kept')
  })
}

const consistency = monitor({
  id: 'lro.consistency',
  proves: 'life.operation-consistency',
  needs: looked,
  drive: (api, { look }) => look(api),
  judge: (trace, { work: found }) => everyWork(trace, found, (told) => sound(found.rules, told)),
})

const states = monitor({
  id: 'lro.states',
  needs: looked,
  drive: (api, { look }) => look(api),
  judge: (trace, { work: found }) =>
    everyWork(trace, found, (told) => {
      const words = Object.values(found.rules.states)
      return endOf(found.rules, told) === undefined ? { expected: `a state of ${words.join(', ')}`, actual: text(at(told, found.rules.state)) } : 'kept'
    }),
})

/** Places that tell when something was made. */
function beginnings({ type }: Work): readonly string[] {
  return Object.entries(type.shows ?? {}).flatMap(([place, { is }]) => (is === 'created' ? [place] : []))
}

const times = monitor({
  id: 'lro.times',
  needs: looked,
  drive: (api, { look }) => look(api),
  judge: (trace, { work: found }) => everyWork(trace, found, (told) => inOrder(found.rules, beginnings(found), told)),
})

/** What a list leaves out, and what changes without telling of the work. */
function passing(reading: Reading): Need<readonly string[]> {
  return map(all({ work: work(reading), contract: reading.document() }), ({ work: { rules, type }, contract }) => {
    const lists = [...contract.operations.values()].filter(({ behaviour }) => behaviour?.action === 'list' && behaviour.resource === rules.resource)
    return [...(type.moves ?? []), ...lists.flatMap(({ behaviour }) => behaviour?.omits ?? [])].flatMap(({ places }) => places)
  })
}

const finishedImmutable = monitor({
  id: 'lro.finished-immutable',
  needs: (reading) => all({ looked: looked(reading), without: passing(reading) }),
  drive: (api, { looked: { look } }) => look(api),
  judge: (trace, { looked: { work: found }, without }) => lasting(trace, found, without),
})

const identity = monitor({
  id: 'lro.identity',
  needs: looked,
  drive: (api, { look }) => look(api),
  judge: (trace, { work: found }) => constant(trace, found, [found.rules.target, ...beginnings(found)]),
})

const tellsRequest = monitor({
  id: 'lro.tells-request',
  needs: (reading) => all({ work: work(reading), contract: reading.document() }),
  judge: (trace, { work: found, contract }) => {
    let told = 0
    for (const { exchange, shown, started, values } of stories(trace, { contract, work: found })) {
      const [odd] = unlike(started.tells, values, shown)
      if (odd !== undefined) return shows([exchange], `${text(at(started.tells, odd))} at ${odd}, as the request has it`, text(at(shown, odd)))
      told += 1
    }
    return told > 0 ? kept : unclear('nothing was answered with a long-running operation')
  },
})

const result = monitor({
  id: 'lro.result',
  needs: (reading) => all({ looked: looked(reading), contract: reading.document(), tells: telling(reading) }),
  drive: (api, { looked: { look } }) => look(api),
  judge: (trace, { looked: { work: found }, contract }) => {
    const begun = new Map(stories(trace, { contract, work: found }).map((story) => [found.keyOf(story.exchange, story.shown), story]))
    return everyWork(trace, found, (told, exchange) => {
      const story = begun.get(found.keyOf(exchange, told))
      const response = at(told, found.rules.response)
      if (story === undefined || endOf(found.rules, told) !== 'succeeded' || !isObject(response)) return undefined
      const [odd] = unlike(story.started.response, story.values, response)
      return odd === undefined
        ? 'kept'
        : { expected: `${text(at(story.started.response, odd))} at ${odd} of the result, as in the request`, actual: text(at(response, odd)) }
    })
  },
})

/** That some operation is said to tell of its result. */
function telling(reading: Reading): Need<true> {
  const document = reading.document()
  const operations = document.kind === 'met' ? [...document.value.operations.values()] : []
  const statements = operations.flatMap(({ behaviour }) => behaviour?.longRunning ?? [])
  return statements.length === 0 ? unmet('no operation is answered with a long-running operation') : met(true, ...statements)
}

export const workMonitors: readonly Monitor[] = [consistency, states, times, finishedImmutable, identity, tellsRequest, result]
