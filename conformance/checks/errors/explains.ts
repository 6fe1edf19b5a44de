import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { tagOf } from '../../judge/view.ts'
import { all, map, met, unmet } from '../../need.ts'
import { withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import type { Json } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Mutant } from '../../generate/mutant.ts'

/** Violations put to one subject, each of another member where there are so many. */
const most = 6

export const fieldPointer = check({
  id: 'err.field-pointer',
  cost: 'refused',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      mutants: map(reading.everyMutant('create'), (mutants) => mutants.filter(({ at }) => at !== '')),
      identity: reading.identity(),
    }),
  scenario: ({ mutants }) => fc.shuffledSubarray([...mutants], { minLength: Math.min(4, mutants.length), maxLength: Math.min(most, mutants.length) }),
  drive: async (api, { create, identity }, mutants: Mutant[]) => {
    await api.send('control', { operation: create.id, body: api.body() })
    const name = `/${identity.field.replace(/^\//, '')}`
    for (const [index, { body, at }] of mutants.entries()) {
      const own = identity.from === 'client' && at !== name ? withAt(body, name, api.name()) : body
      await api.send(`attempt ${index + 1}`, { operation: create.id, body: own })
    }
  },
  judge: (history, _, mutants) => {
    if (!succeeded(history.find('control'))) return unclear(`there is no positive control: a valid body got ${told(history.find('control'))}`)
    const answered = mutants.map(({ at }, index) => ({ at, exchange: history.find(`attempt ${index + 1}`) })).filter(({ exchange }) => isRefusal(exchange))
    const silent = answered.filter(({ at, exchange }) => !names(exchange, at))
    if (answered.length === 0) return unclear('no invalid body was refused')
    const [first] = silent
    // Conditions across members are hard to pin down: half of the refusals may stay general.
    if (first === undefined || silent.length * 2 <= answered.length) return kept
    return broken(`the field ${first.at} by name`, `${silent.length} of ${answered.length} refusals name no field`, first.exchange?.label ?? '')
  },
})

function isRefusal(exchange: Exchange | undefined): boolean {
  const status = answerOf(exchange)?.status ?? 0
  return status >= 400 && status < 500
}

/** The name of the field, or that of the place around it, anywhere in the answer. */
function names(exchange: Exchange | undefined, at: string): boolean {
  const text = (answerOf(exchange)?.body ?? '').toLowerCase()
  return at
    .split('/')
    .slice(1)
    .some((part) => !/^\d+$/.test(part) && text.includes(part.toLowerCase()))
}

export const conflictExplains = check({
  id: 'err.conflict-explains',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      precondition: reading.precondition(),
      field: reading.mutableField(),
      taken: reading.refusal('name-taken', 'create'),
      stale: reading.refusal('stale-tag'),
      named: reading.type.identity.from === 'client' ? met(true as const) : unmet(`clients do not name a ${reading.resource}, and so no name can be taken`),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, precondition, field }) => {
    const { params, body } = await api.borrow()
    const tag = tagOf(precondition.tag, answerOf(await api.send('read', { operation: precondition.read, params }))) ?? '"none"'
    const write = (label: string, value: Json, headers: Readonly<Record<string, string>>) =>
      api.send(label, { operation: precondition.id, params, body: field.body(value), headers })
    for (const value of field.values.slice(0, 2)) await write('write', value, {})
    await write('stale write', field.values[0] ?? null, { 'if-match': tag })
    await api.send('taken name', { operation: create.id, params, body })
  },
  judge: (history, { taken, stale }) => {
    const causes = [
      { exchange: history.find('taken name'), statuses: taken.statuses },
      { exchange: history.find('stale write'), statuses: stale.statuses },
    ]
    const texts: string[] = []
    for (const { exchange, statuses } of causes) {
      const answer = answerOf(exchange)
      if (exchange === undefined || answer === undefined || !statuses.includes(answer.status))
        return unclear(`a conflict was not refused as such: ${told(exchange)}`)
      if (answer.body.trim() === '') return broken('an explanation of the conflict', `${told(exchange)} without content`, exchange.label)
      texts.push(answer.body.trim())
    }
    return texts[0] === texts[1]
      ? broken('two causes with two explanations', `the same content for a taken name and a stale tag: ${texts[0]?.slice(0, 80)}`, 'stale write')
      : kept
  },
})

export const explainingChecks: readonly Check[] = [fieldPointer, conflictExplains]
