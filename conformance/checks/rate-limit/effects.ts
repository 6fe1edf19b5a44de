import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { tagOf } from '../../judge/view.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { look } from '../auth/look.ts'
import { waitIn } from '../../retry-after.ts'
import { bursting, exhaust, throttledIn } from './burst.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { PreconditionNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'

/** Longest that a throttling is waited out, in seconds. */
const longest = 300
/** Waited besides: a tenth, and a second for clocks that are not quite the same. */
const withSlack = (seconds: number) => seconds * 1.1 + 1

export const retryAfterHonest = check({
  id: 'rl.retry-after-honest',
  cost: 'burst',
  each: 'provider',
  runs: 1,
  needs: bursting,
  scenario: () => fc.constant(null),
  drive: async (api, { burst }) => {
    let throttled = await exhaust(api, burst)
    // Whoever is throttled once more may have met other clients: a second wait settles it.
    for (const turn of ['first', 'second']) {
      const seconds = waitIn(answerOf(throttled))
      if (seconds === undefined || seconds < 0 || seconds > longest) return
      await api.wait(withSlack(seconds))
      throttled = await api.send(`after the ${turn} wait`, { operation: burst.operation, mayBeThrottled: true })
      if (succeeded(throttled)) return
    }
  },
  judge: (history, { refusal }) => {
    const [throttled] = throttledIn(history, refusal)
    const seconds = waitIn(answerOf(throttled))
    if (throttled === undefined) return unclear('nothing was throttled')
    if (seconds === undefined) return unclear('no Retry-After told how long to wait')
    if (seconds < 0) return broken('a Retry-After that lies ahead', `${seconds} seconds from its own Date`, throttled.label)
    if (seconds > longest) return unclear(`Retry-After asks for ${seconds} seconds, longer than this suite waits`)
    const last = history.find('after the second wait') ?? history.find('after the first wait')
    if (succeeded(last)) return kept
    const still = refusal.statuses.includes(answerOf(last)?.status ?? 0)
    return still
      ? broken(`an answer after waiting ${seconds} seconds as told`, `${told(last)}, twice`, last?.label ?? '')
      : unclear(`after the wait came ${told(last)}`)
  },
})

export const throttledNoEffect = check({
  id: 'rl.throttled-no-effect',
  cost: 'burst',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      burst: bursting(reading),
      look: look(reading),
      update: reading.operation('update'),
      field: reading.mutableField(),
      precondition: ownPrecondition(reading),
    }),
  scenario: ({ field }) => fc.shuffledSubarray([...field.values], { minLength: 2, maxLength: 2 }),
  drive: async (api, { burst: { burst }, look: { id }, update, field, precondition }, [first = null, second = null]) => {
    const handle = await api.borrow()
    const { params } = handle
    await api.send('control', { operation: update.id, params, body: field.body(first) })
    await api.settle('settling', handle)
    const before = await api.send('before', { operation: id, params })
    // Asked for now: where a tag is required, nothing can be read once the limit is exhausted.
    const tag = precondition && tagOf(precondition.tag, answerOf(before))
    const throttled = await exhaust(api, burst)
    await api.send('throttled write', {
      operation: update.id,
      params,
      body: field.body(second),
      mayBeThrottled: true,
      ...(tag !== undefined && { headers: { 'if-match': tag } }),
    })
    await api.wait(Math.min(longest, withSlack(waitIn(answerOf(throttled)) ?? burst.windowSeconds)))
    await api.send('after', { operation: id, params })
  },
  judge: (history, { burst: { refusal }, look: { seen, without, tag } }) => {
    const attempt = history.find('throttled write')
    if (!refusal.statuses.includes(answerOf(attempt)?.status ?? 0)) return unclear(`the write was not throttled: ${told(attempt)}`)
    const [before, after] = [seen(history.find('before')), seen(history.find('after'))]
    return refused({ control: history.find('control'), attempt, statuses: refusal.statuses, before, after, without, ...(tag && { tag }) })
  },
})

/** The condition on an update, where it names the resource's own tag. */
function ownPrecondition(reading: Reading): Need<PreconditionNeed | undefined> {
  const need = reading.precondition()
  return met(need.kind === 'met' && need.value.on === reading.resource ? need.value : undefined)
}

/** Fields by which proxies tell where a request came from; a client can write into them what it likes. */
const forged: Readonly<Record<string, string>> = {
  'x-forwarded-for': '198.51.100.7',
  'x-real-ip': '198.51.100.8',
  forwarded: 'for=198.51.100.9',
  'x-client-ip': '198.51.100.10',
  'cf-connecting-ip': '198.51.100.11',
}

export const partitionIsolation = check({
  id: 'rl.partition-isolation',
  cost: 'burst',
  each: 'provider',
  runs: 1,
  needs: bursting,
  scenario: () => fc.constant(null),
  drive: async (api, { burst: { operation, ...burst } }) => {
    await exhaust(api, { operation, ...burst })
    // At once, so that the limit has no time to recover.
    const claims = Object.entries(forged).map(([name, value]) => api.send(`forged ${name}`, { operation, headers: { [name]: value }, mayBeThrottled: true }))
    await Promise.all([...claims, api.send('control', { operation, mayBeThrottled: true })])
  },
  judge: (history, { refusal }) => {
    const isThrottled = (label: string) => refusal.statuses.includes(history.answer(label)?.status ?? 0)
    if (!isThrottled('burst')) return unclear('nothing was throttled')
    if (!isThrottled('control')) return unclear('the limit had recovered by the time that the forged requests were over')
    const served = Object.keys(forged).find((name) => !isThrottled(`forged ${name}`))
    return served === undefined
      ? kept
      : broken('the same throttling whatever a client says of its origin', `${told(history.find(`forged ${served}`))} with ${served}`, `forged ${served}`)
  },
})

/** First those that find the limit as exhausted as others left it. */
export const throttlingEffectChecks: readonly Check[] = [partitionIsolation, retryAfterHonest, throttledNoEffect]
