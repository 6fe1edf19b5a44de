import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { broken, unclear } from '../../verdict.ts'
import { singleEffect } from './effects.ts'
import { making } from './needs.ts'
import { Sender } from './steps.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Making } from './needs.ts'

/** Requests of one race. */
const most = 8

const racers = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `racer ${index + 1}`)

export const concurrentSingleEffect = check({
  id: 'idem.concurrent-single-effect',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: making,
  scenario: () => every([...Array(most).keys()]),
  drive: async (api, given, { length: count }) => {
    const sender = await Sender.begin(api, given)
    const answers = await sender.together(racers(count))
    if (!answers.every((exchange) => succeeded(exchange))) await sender.insist('settled')
    await sender.end()
  },
  judge: (history, given, { length: count }) => raced(history, given, racers(count)),
})

/** Whoever came too early may be told to wait; in the end there is one resource, and whoever asks again is told of it. */
export function raced(history: History, given: Pick<Making, 'type' | 'list'>, labels: readonly string[]): Judgement {
  const single = singleEffect(history, given, [...labels, 'settled'])
  if (single.kind !== 'kept') return single
  const last = history.find('settled')
  if (last === undefined || succeeded(last)) return single
  if (answerOf(last) === undefined) return unclear(`what became of the last request is not known: ${told(last)}`)
  return broken('the result of the race, to whoever asks again', told(last), 'settled')
}

export const races: readonly Check[] = [concurrentSingleEffect]
