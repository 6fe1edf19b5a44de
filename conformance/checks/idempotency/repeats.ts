import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, sameJson, view } from '../../judge/view.ts'
import { all, map } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idOf, singleEffect } from './effects.ts'
import { making, provided, startingWork } from './needs.ts'
import { Sender } from './steps.ts'
import type { Check } from '../../check.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Making } from './needs.ts'

const destructive = { cost: 'destructive', each: 'resource' } as const

export const replaySingleEffect = check({
  ...destructive,
  id: 'idem.replay-single-effect',
  runs: 2,
  needs: making,
  scenario: () => fc.integer({ min: 1, max: 3 }),
  drive: async (api, given, repeats) => {
    const sender = await Sender.begin(api, given)
    await sender.send('first')
    for (let turn = 0; turn < repeats; turn += 1) await sender.send('again')
    await sender.end()
  },
  judge: (history, given) => singleEffect(history, given, ['first', 'again']),
})

/** The same of what starts long-running work, where something else was cheaper to repeat. */
export const workSingleEffect = check({
  ...destructive,
  id: 'idem.replay-single-effect-of-work',
  proves: 'idem.replay-single-effect',
  runs: 1,
  needs: (reading) => {
    const cheapest = making(reading)
    return provided(startingWork(reading), ({ id }) => cheapest.kind === 'met' && cheapest.value.id !== id, 'what starts the work is repeated anyway')
  },
  scenario: () => fc.constant(null),
  drive: async (api, given) => {
    const sender = await Sender.begin(api, given)
    await sender.send('first')
    await sender.send('again')
    await sender.end()
  },
  judge: (history, given) => singleEffect(history, given, ['first', 'again']),
})

export const replaySameResult = check({
  ...destructive,
  id: 'idem.replay-same-result',
  runs: 2,
  needs: (reading) => all({ given: making(reading), read: reading.operation('read') }),
  scenario: () => fc.integer({ min: 1, max: 2 }),
  drive: async (api, { given, read }, repeats) => {
    const sender = await Sender.begin(api, given)
    const handle = sender.made(await sender.send('first'))
    for (let turn = 1; turn <= repeats; turn += 1) {
      await sender.send(`again ${turn}`)
      await api.send(`read ${turn}`, { operation: read.id, params: handle.params })
    }
  },
  judge: (history, { given }, repeats) => {
    const turns = Array.from({ length: repeats }, (_, index) => index + 1)
    return allOf(turns.map((turn) => sameResult(history, given, { again: `again ${turn}`, read: `read ${turn}` })))
  },
})

type Seen = Pick<Making, 'type' | 'list' | 'volatile' | 'work'>

/** The first answer once more, or what it told of as it is now (AIP-155). Work goes on while it is told of, so its identity is enough. */
export function sameResult(history: History, given: Seen, { again: label, read }: { readonly again: string; readonly read: string }): Judgement {
  const [first, again] = [history.find('first'), history.find(label)]
  const id = idOf(given, first)
  if (id === undefined) return unclear(`nothing was made: ${told(first)}`)
  if (answerOf(again) === undefined) return unclear(`there is no answer to judge: ${told(again)}`)
  if (!succeeded(again)) return broken('the earlier result', told(again), label)
  if (idOf(given, again) !== id) return broken(`the earlier result, about ${id}`, `${told(again)} about ${idOf(given, again) ?? 'nothing'}`, label)
  if (given.work !== undefined || !succeeded(history.find(read))) return kept
  // Nobody reads at the very instant of the repeat: a tag that moves with the phase may be one that was never seen elsewhere.
  const { tag } = given.type
  const moving = [...given.volatile, ...(tag?.movesWithPhase === true && tag.body !== undefined ? [tag.body] : [])]
  const seen = (exchange: Exchange | undefined): Json | undefined => view(answerOf(exchange)?.json, moving)
  if ([first, history.find(read)].some((other) => sameJson(seen(other), seen(again)))) return kept
  return broken('the earlier result, or the resource as it is now', `another value of ${differences(seen(first), seen(again)).join(', ')}`, label)
}

export const distinctKeys = check({
  ...destructive,
  id: 'idem.distinct-keys-distinct-effects',
  runs: 1,
  needs: (reading) => all({ given: making(reading), taken: ifNamed(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { given }) => {
    const sender = await Sender.begin(api, given)
    await sender.send('first')
    await sender.send('other', { headers: { [given.rules.header]: sender.another(api.name()) } })
  },
  judge: (history, { given, taken }) => {
    const [first, other] = [history.find('first'), history.find('other')]
    const id = idOf(given, first)
    if (id === undefined) return unclear(`nothing was made: ${told(first)}`)
    const status = answerOf(other)?.status
    if (status === undefined) return unclear(`there is no answer to judge: ${told(other)}`)
    if (taken !== undefined) return taken.includes(status) ? kept : broken('a genuine conflict over the name', told(other), 'other')
    if (status === 409) return kept
    if (!succeeded(other)) return unclear(`the same body under another key got ${told(other)}`)
    return idOf(given, other) === id ? broken('another resource for another key', `${told(other)} about the first one`, 'other') : kept
  },
})

/** How a name that is taken is refused, where the client chooses names. */
function ifNamed(reading: Reading): Need<readonly number[] | undefined> {
  if (reading.type.identity.from === 'server') return map(reading.identity(), () => undefined)
  return map(reading.refusal('name-taken'), ({ statuses }) => statuses)
}

export const equivalentEncoding = check({
  ...destructive,
  id: 'idem.equivalent-encoding',
  runs: 1,
  needs: making,
  scenario: () => fc.shuffledSubarray(['reordered', 'spaced', 'escaped'] as const, { minLength: 3 }),
  drive: async (api, given, forms) => {
    const sender = await Sender.begin(api, given)
    await sender.send('first')
    for (const form of forms) await sender.send(form, { raw: encoded(sender.body, form) })
    await sender.end()
  },
  judge: (history, given, forms) => singleEffect(history, given, ['first', ...forms]),
})

/** The same JSON value in other bytes. */
export function encoded(body: JsonObject, form: 'reordered' | 'spaced' | 'escaped'): string {
  switch (form) {
    case 'reordered':
      return JSON.stringify(Object.fromEntries(Object.entries(body).toReversed()))
    case 'spaced':
      return JSON.stringify(body, null, 2)
    case 'escaped':
      return JSON.stringify(body).replaceAll(/"([a-z])/g, (_, letter: string) => `"\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  }
}

export const repeats: readonly Check[] = [replaySingleEffect, workSingleEffect, replaySameResult, distinctKeys, equivalentEncoding]
