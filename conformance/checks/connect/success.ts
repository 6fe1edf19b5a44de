import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { all, optional } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { anotherValue } from '../content/writing.ts'
import { message } from './answers.ts'
import { called, lent } from './steps.ts'
import type { Check } from '../../check.ts'

const labels = ['read over Connect', 'list over Connect', 'update over Connect']

export const success = check({
  id: 'connect.success',
  cost: 'mutating',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      called: called(reading),
      list: optional(reading.operation('list')),
      update: optional(reading.operation('update')),
      field: optional(reading.mutableField()),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { called: needs, list, update, field }) => {
    const handle = await lent(api, needs)
    const { params } = handle
    if (list !== undefined) await api.send('list over Connect', { operation: list.id, params, wire: 'connect' })
    if (update === undefined || field === undefined) return
    const body = field.body(anotherValue(field, await api.settle('settling', handle)))
    await api.send('update over Connect', { operation: update.id, params, body, wire: 'connect' })
  },
  judge: (history, { called: { connect } }) => {
    if (!succeeded(history.find('read'))) return unclear(`there is no positive control: a read over the other wire got ${told(history.find('read'))}`)
    const answered = labels.flatMap((label) => {
      const exchange = history.find(label)
      const answer = answerOf(exchange)
      return exchange === undefined || answer === undefined ? [] : [{ label, sight: message(connect, exchange, answer) }]
    })
    for (const { label, sight } of answered) if (typeof sight === 'object') return broken(sight.expected, sight.actual, label)
    const refused = answered.find(({ sight }) => sight === undefined)
    return refused === undefined && answered.length > 0 ? kept : unclear(`not everything was answered with success: ${refused?.label ?? 'nothing'}`)
  },
})

export const successChecks: readonly Check[] = [success]
