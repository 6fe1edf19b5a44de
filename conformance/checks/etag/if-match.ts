import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson, tagOf } from '../../judge/view.ts'
import { all, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { begin, someOf, Steps, writable } from './steps.ts'
import type { Answer, History } from '../../history.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Writable } from './steps.ts'

/** A well-formed tag that no server has ever given out. */
const invented = '"clusterproof-no-such-tag"'

export const currentAccepted = check({
  id: 'etag.if-match-current-accepted',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: writable,
  scenario: ({ field }) => someOf(field),
  drive: async (api, given, [first = null, second = null]) => {
    const steps = new Steps(api, given, await api.borrow())
    await steps.write('control', first)
    await steps.write('write', second, await steps.read('before'))
    await steps.read('after')
  },
  judge: (history, { field, tag, refusal, precondition }) => {
    const [control, write] = [history.find('control'), history.find('write')]
    if (precondition.rule.presence === 'optional' && !succeeded(control)) return unclear(`the same write without If-Match got ${told(control)}`)
    const [before, after] = [history.answer('before'), history.answer('after')]
    const shown = tagOf(tag, before)
    if (shown === undefined) return unclear('the read shows no entity tag')
    if (succeeded(write)) return performed(history, field.pointer, 'write')
    const status = answerOf(write)?.status ?? 0
    if (!refusal.statuses.includes(status)) return unclear(`the write was refused for another reason: ${told(write)}`)
    if (tagOf(tag, after) !== shown) return unclear('the tag moved by itself')
    return broken(`a write on ${shown} is performed`, told(write), 'write')
  },
})

/** Whether the field shows another value after a write than before it. */
function performed(history: History, pointer: string, label: string): Judgement {
  const [before, after] = [history.answer('before'), history.answer('after')]
  if (!isRead(before) || !isRead(after)) return unclear('the resource could not be read on both sides of the write')
  if (!sameJson(at(before.json, pointer), at(after.json, pointer))) return kept
  return broken(
    `another value at ${pointer} afterwards`,
    `${told(history.find(label))}, and yet it is ${JSON.stringify(at(after.json, pointer) ?? null)} as before`,
    label,
  )
}

function isRead(answer: Answer | undefined): answer is Answer {
  return answer?.json !== undefined && answer.status >= 200 && answer.status < 300
}

/**
 * The last value differs from the current one and from all that were sent with the stale tag: RFC 9110 section 13.1.1 lets a
 * server accept a change that it has made already.
 */
export const staleNotPerformed = check({
  id: 'etag.if-match-stale-not-performed',
  cost: 'refused',
  each: 'resource',
  runs: 1,
  needs: writable,
  scenario: ({ field }) => fc.record({ values: someOf(field), writes: fc.constantFrom(1, 3) }),
  drive: async (api, given, { values: [first = null, second = null], writes }) => {
    const steps = await begin(api, given, first)
    const stale = await steps.read('first read')
    let current = stale
    for (let turn = 1; turn <= writes; turn += 1) {
      await steps.write('fresh write', turn % 2 === 1 ? second : first, current)
      current = await steps.read('before')
    }
    await steps.write('stale write', first, stale)
    await steps.read('between')
    await steps.write('invented write', first, invented)
    await steps.read('after')
  },
  judge: (history, given) => {
    const stale = tagOf(given.tag, history.answer('first read'))
    if (stale === undefined || stale === tagOf(given.tag, history.answer('before'))) return unclear('the tag did not become stale')
    return allOf([notPerformed(history, given, ['before', 'stale write', 'between']), notPerformed(history, given, ['between', 'invented write', 'after'])])
  },
})

type Labels = readonly [before: string, attempt: string, after: string]

function notPerformed(history: History, { refusal, tag, volatile }: Writable, [before, attempt, after]: Labels): Judgement {
  return refused({
    control: history.find('fresh write'),
    attempt: history.find(attempt),
    statuses: refusal.statuses,
    before: history.find(before),
    after: history.find(after),
    without: volatile,
    tag,
  })
}

export const staleStatus = check({
  id: 'etag.if-match-stale-status',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ given: writable(reading), envelope: reading.envelope(), contract: reading.document() }),
  scenario: ({ given }) => someOf(given.field),
  drive: async (api, { given }, [first = null, second = null]) => {
    const steps = await begin(api, given, first)
    const stale = await steps.read('first read')
    await steps.write('fresh write', second, stale)
    await steps.read('before')
    await steps.write('stale write', first, stale)
  },
  judge: (history, { given, envelope, contract }) => {
    const status = refused({ control: history.find('fresh write'), attempt: history.find('stale write'), statuses: given.refusal.statuses })
    const answer = history.answer('stale write')
    if (status.kind !== 'kept' || answer === undefined) return status
    const [violation] =
      answer.json === undefined ? [{ at: '', message: 'is not JSON' }] : contract.validate(`/components/schemas/${envelope.schema}`, answer.json)
    if (violation !== undefined)
      return broken(`a body of the shape ${envelope.schema}`, `${violation.at === '' ? 'the body' : violation.at} ${violation.message}`, 'stale write')
    const media = header(answer, 'content-type') ?? 'none'
    const right = media.split(';', 1)[0]?.trim().toLowerCase() === envelope.mediaType.toLowerCase()
    return right ? kept : broken(`the media type ${envelope.mediaType}`, media, 'stale write')
  },
})

export const missingPermitted = check({
  id: 'etag.optional-missing-permitted',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: optional,
  scenario: ({ field }) => someOf(field),
  drive: async (api, given, [first = null, second = null]) => {
    const steps = await begin(api, given, first)
    await steps.read('before')
    await steps.write('write', second)
    await steps.read('after')
  },
  judge: (history, { field }) => {
    const [control, write] = [history.find('control'), history.find('write')]
    if (!succeeded(control)) return unclear(`the same write with the current tag got ${told(control)}`)
    if (answerOf(write) === undefined) return unclear(`there is no answer to judge: ${told(write)}`)
    return succeeded(write) ? performed(history, field.pointer, 'write') : broken('a write without If-Match is performed', told(write), 'write')
  },
})

export const requiredMissing = check({
  id: 'etag.required-missing',
  cost: 'refused',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ given: required(reading), missing: reading.refusal('missing-tag') }),
  scenario: ({ given }) => someOf(given.field),
  drive: async (api, { given }, [first = null, second = null]) => {
    const steps = await begin(api, given, first)
    await steps.read('before')
    await steps.write('write', second, '')
    await steps.read('after')
  },
  judge: (history, { given: { tag, volatile }, missing: { statuses } }) => {
    const sides = { before: history.find('before'), after: history.find('after'), without: volatile, tag }
    const judged = refused({ control: history.find('control'), attempt: history.find('write'), statuses, ...sides })
    const told = history.answer('write')?.body.trim()
    return judged.kind === 'kept' && told === '' ? broken('an explanation of what is missing', 'a refusal without content', 'write') : judged
  },
})

function required(reading: Reading) {
  const need = writable(reading)
  return need.kind === 'met' && need.value.precondition.rule.presence === 'optional' ? unmet('the contract does not require If-Match') : need
}

function optional(reading: Reading) {
  const need = writable(reading)
  return need.kind === 'met' && need.value.precondition.rule.presence === 'required' ? unmet('the contract requires If-Match') : need
}
