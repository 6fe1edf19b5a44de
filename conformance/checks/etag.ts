import fc from 'fast-check'
import { check } from '../check.ts'
import { answerOf, header } from '../history.ts'
import { refused } from '../judge/refused.ts'
import { accepted } from '../judge/status.ts'
import { tagOf, volatileIn } from '../judge/view.ts'
import { everyAnswer, monitor } from '../monitor.ts'
import { all, map } from '../need.ts'
import { broken, kept, unclear } from '../verdict.ts'
import type { Exchange } from '../history.ts'

/** RFC 9110 section 8.8.3. Header lines are read as Latin-1, so obs-text is U+0080 to U+00FF. */
const entityTag = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/

export const etagSyntax = monitor({
  id: 'etag.syntax',
  needs: (reading) => reading.tag(),
  judge: (trace) =>
    everyAnswer(trace, (answer) => {
      const lines = answer.headers.filter(([name]) => name === 'etag')
      if (lines.length === 0) return undefined
      if (lines.length > 1) return { expected: 'one ETag line', actual: `${lines.length} lines` }
      const value = header(answer, 'etag') ?? ''
      return entityTag.test(value) ? 'kept' : { expected: 'a quoted entity tag', actual: `ETag: ${value}` }
    }),
})

export const updateChangesValidator = check({
  id: 'etag.update-changes-validator',
  cost: 'mutating',
  each: 'resource',
  needs: (reading) => all({ tag: reading.tag(), read: reading.operation('read'), update: reading.operation('update'), field: reading.mutableField() }),
  scenario: ({ field }) => fc.shuffledSubarray([...field.values], { minLength: 2, maxLength: 2 }),
  drive: async (api, { read, update, field }, values) => {
    const { params } = await api.borrow()
    for (const [index, value] of values.entries()) {
      await api.send(`write ${index + 1}`, { operation: update.id, params, body: field.body(value) })
      await api.send(`read ${index + 1}`, { operation: read.id, params })
    }
  },
  judge: (history, { tag }) => {
    const written = accepted(history.find('write 2'))
    if (written.kind !== 'kept') return unclear('the second write was not accepted')
    const [one, two] = ['read 1', 'read 2'].map((label) => tagOf(tag, history.answer(label)))
    if (one === undefined || two === undefined) return unclear('a read shows no entity tag')
    return one === two ? broken('another entity tag after a change', `${two} before and after`, 'read 2') : kept
  },
})

export const staleNotPerformed = check({
  id: 'etag.if-match-stale-not-performed',
  cost: 'refused',
  each: 'resource',
  needs: (reading) =>
    all({
      precondition: reading.precondition(),
      read: reading.operation('read'),
      field: reading.mutableField(),
      refusal: reading.refusal('stale-tag'),
      volatile: map(reading.identity(), () => volatileIn(reading.type)),
    }),
  scenario: ({ field }) =>
    fc.record({ values: fc.shuffledSubarray([...field.values], { minLength: 2, maxLength: 2 }), writes: fc.integer({ min: 1, max: 3 }) }),
  drive: async (api, { precondition, read, field }, { values, writes }) => {
    const { params } = await api.borrow()
    const tagIn = (exchange: Exchange) => tagOf(precondition.tag, answerOf(exchange)) ?? '"none"'
    const write = (label: string, value: (typeof values)[number], tag: string) =>
      api.send(label, { operation: precondition.id, params, headers: { 'if-match': tag }, body: field.body(value) })
    const stale = tagIn(await api.send('first read', { operation: read.id, params }))
    for (let turn = 0; turn <= writes; turn += 1) {
      const current = tagIn(await api.send('fresh read', { operation: read.id, params }))
      await write('fresh write', values[turn % 2] ?? null, current)
    }
    await api.send('before', { operation: read.id, params })
    await write('stale write', values[(writes + 1) % 2] ?? null, stale)
    await api.send('after', { operation: read.id, params })
  },
  judge: (history, { precondition, refusal, volatile }) => {
    const stale = tagOf(precondition.tag, history.answer('first read'))
    if (stale === undefined || stale === tagOf(precondition.tag, history.answer('before'))) return unclear('the tag did not become stale')
    return refused({
      control: history.find('fresh write'),
      attempt: history.find('stale write'),
      statuses: refusal.statuses,
      before: history.find('before'),
      after: history.find('after'),
      without: volatile,
      tag: precondition.tag,
    })
  },
})
