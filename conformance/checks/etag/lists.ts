import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, map, met, unmet } from '../../need.ts'
import { idParameter } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { begin, someOf, Steps, writable } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Writable } from './steps.ts'

/** What a write under some condition must come to. */
interface Trial {
  readonly name: string
  readonly condition: (current: string, others: readonly string[]) => readonly string[]
  readonly holds: boolean
}

const trials: readonly Trial[] = [
  { name: 'asterisk', condition: () => ['*'], holds: true },
  { name: 'list', condition: (current, others) => [[...others, current].join(', ')], holds: true },
  { name: 'list without spaces', condition: (current, others) => [[current, ...others].join(',')], holds: true },
  { name: 'several lines', condition: (current, others) => [...others, current], holds: true },
  { name: 'list of others', condition: (_, others) => [['"clusterproof-1"', ...others].join(', ')], holds: false },
]

/** Well-formed tags of nobody; commas are legal inside the quotes (RFC 9110 section 8.8.3). */
const decoys = ['"clusterproof"', '"clusterproof,a"', 'W/"clusterproof"', '""', '"-"'] as const

export const starAndList = check({
  id: 'etag.if-match-star-and-list',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      given: several(reading),
      absent: reading.refusal('absent'),
      id: map(reading.identity(), () => idParameter(reading.type)),
      remove: remover(reading),
    }),
  scenario: ({ given }) => fc.record({ values: someOf(given.field), others: fc.shuffledSubarray([...decoys], { minLength: 1, maxLength: 3 }) }),
  drive: async (api, { given, id, remove }, { values, others }) => {
    const steps = await begin(api, given, values[0] ?? null)
    let current = await steps.read('before control')
    for (const [index, { name, condition }] of trials.entries()) {
      await steps.write(name, values[(index + 1) % 2] ?? null, condition(current, others))
      current = await steps.read(`after ${name}`)
    }
    const params = { ...steps.handle.params, [id]: api.name() }
    const stranger = new Steps(api, given, { ...steps.handle, params })
    await stranger.write('asterisk on nothing', values[0] ?? null, '*')
    const nothing = await api.send('nothing', { operation: given.read.id, params })
    if (succeeded(nothing) && remove !== undefined) await api.send('clean-up', { operation: remove, params })
  },
  judge: (history, { given, absent }) => {
    const judged = trials.map((trial, index) => trialKept(history, given, { trial, before: trials[index - 1]?.name ?? 'control' }))
    const statuses = [...absent.statuses, ...given.refusal.statuses]
    const nothing = refused({ control: history.find('asterisk'), attempt: history.find('asterisk on nothing'), statuses, absent: history.find('nothing') })
    return allOf([...judged, nothing])
  },
})

/** Where the field may be more than one tag. */
function several(reading: Reading): Need<Writable> {
  const need = writable(reading)
  return need.kind === 'met' && need.value.precondition.rule.single === true ? unmet('the contract speaks of a single tag, and of neither lists nor `*`') : need
}

function trialKept(history: History, given: Writable, { trial: { name, holds }, before }: { readonly trial: Trial; readonly before: string }): Judgement {
  const control = history.find('control')
  if (!succeeded(control)) return unclear(`a write on the current tag got ${told(control)}`)
  const sides = { before: history.find(`after ${before}`) ?? history.find('before control'), after: history.find(`after ${name}`) }
  const attempt = history.find(name)
  if (!holds) return refused({ control, attempt, statuses: given.refusal.statuses, ...sides, without: given.volatile, tag: given.tag })
  if (answerOf(attempt) === undefined) return unclear(`there is no answer to judge: ${told(attempt)}`)
  if (!succeeded(attempt)) return broken('a condition that holds lets the write through', told(attempt), name)
  const { pointer } = given.field
  const [was, is] = [sides.before, sides.after].map((exchange): Json | undefined => at(answerOf(exchange)?.json, pointer))
  return sameJson(was, is) ? broken(`another value at ${pointer} afterwards`, `${told(attempt)}, and yet it is as before`, name) : kept
}

/** How to delete what was made against all promises, where the contract can. */
function remover(reading: Reading) {
  const remove = reading.operation('delete')
  return met(remove.kind === 'met' ? remove.value.id : undefined)
}
