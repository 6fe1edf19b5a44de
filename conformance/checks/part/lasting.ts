import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, withAt } from '../../../specs/json.ts'
import { quietField } from '../action/fields.ts'
import { strongestOf } from '../action/findings.ts'
import { partsOf, partsWhere } from './parts.ts'
import { clearAll, isGone, isThere, lookFor, store, madeId } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Part } from './parts.ts'

export const cleared = check({
  id: 'part.cleared',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      parts: partsWhere(reading, ({ clear }) => clear !== undefined, `nothing that was written to a ${reading.resource} beside it can be forgotten`),
      type: met(reading.type),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { parts }) => {
    const handle = await api.make('create')
    for (const part of parts) {
      const clear = (label: string) => api.send(label, { operation: part.clear?.operation ?? '', params: handle.params })
      await clear(`too early ${part.at}`)
      await store(api, part, { handle, label: part.at, body: part.full(api.name()) })
      await lookFor(api, part, { handle, when: `written ${part.at}` })
      await clear(`clear ${part.at}`)
      await lookFor(api, part, { handle, when: `cleared ${part.at}` })
      await clear(`again ${part.at}`)
      await lookFor(api, part, { handle, when: `cleared again ${part.at}` })
    }
  },
  judge: (history, { parts, type }) => {
    const id = madeId(history, type)
    return strongestOf(
      parts.flatMap((part) => {
        const says = part.clear?.says ?? []
        const there = isThere(history, { part, label: part.at, when: `written ${part.at}`, id })
        if (there.kind !== 'kept') return [unclear(`it was not seen to be there before it was cleared: ${told(history.find(part.at))}`)]
        const gone = [`cleared ${part.at}`, `cleared again ${part.at}`].map((when) => isGone(history, { part, label: part.at, when, id }, 'once it is cleared'))
        return [
          leaning(done(history, `clear ${part.at}`), says),
          ...gone.map((judgement) => leaning(judgement, says)),
          ...['too early', 'again'].map((when) => leaning(harmless(history, `${when} ${part.at}`), says)),
        ]
      }),
    )
  },
})

function done(history: History, label: string): Judgement {
  const exchange = history.find(label)
  return succeeded(exchange) ? kept : answerOf(exchange) === undefined ? unclear(told(exchange)) : broken('it is cleared', told(exchange), label)
}

function harmless(history: History, label: string): Judgement {
  const exchange = history.find(label)
  if (succeeded(exchange)) return kept
  // Servers may tell in this way that there is nothing to forget: what is idempotent is the effect, not the answer (RFC 9110 section 9.2.2).
  const status = answerOf(exchange)?.status ?? 0
  return status >= 400 && status < 500 ? kept : broken('nothing comes of clearing what is not there', told(exchange), label)
}

export const survives = check({
  id: 'part.survives',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ parts: partsOf(reading), edit: quietField(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { parts, edit }) => {
    const handle = await api.make('create')
    for (const part of parts) {
      await store(api, part, { handle, label: part.at, body: part.full(api.name()) })
      await lookFor(api, part, { handle, when: `written ${part.at}` })
    }
    for (const turn of edit.values.slice(0, 2).keys()) {
      await api.send(`update ${turn + 1}`, { operation: edit.update, params: handle.params, body: edit.body(turn) })
      await api.settle('settling', handle)
    }
    for (const part of parts) await lookFor(api, part, { handle, when: `after ${part.at}` })
    await clearAll(api, parts, handle)
  },
  judge: (history, { parts, edit, type }) => {
    const id = madeId(history, type)
    const updates = ['update 1', 'update 2'].map((label) => history.find(label))
    if (!updates.some(succeeded)) return unclear(`nothing was updated: ${told(updates[0])}`)
    return strongestOf(
      parts.map((part) => {
        const there = isThere(history, { part, label: part.at, when: `written ${part.at}`, id })
        if (there.kind !== 'kept') return unclear(`${part.at} was not seen to be there before the update`)
        return leaning(isThere(history, { part, label: part.at, when: `after ${part.at}`, id }), [...edit.says, part.stored])
      }),
    )
  },
})

const secondsOfDay = 86_400
/** How long before and after its end it is looked for, in seconds: nobody promises the second. */
const margin = 900

export const expires = check({
  id: 'part.expires',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      parts: partsWhere(reading, ({ stored }) => stored.lasts !== undefined, `what is written to a ${reading.resource} beside it lasts for ever`),
      clock: reading.movableClock(),
      type: met(reading.type),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { parts }) => {
    for (const part of parts) {
      const [short, long] = [await api.make('create'), await api.make('create that lasts')]
      const body = part.full(api.name())
      const days = daysIn(part, body)
      await store(api, part, { handle: short, label: part.at, body })
      await store(api, part, { handle: long, label: `${part.at} for ever`, body: withoutDays(part, part.full(api.name())) })
      await lookFor(api, part, { handle: short, when: `written ${part.at}` })
      await api.wait(days * secondsOfDay - margin)
      await lookFor(api, part, { handle: short, when: `still ${part.at}` })
      await api.wait(2 * margin)
      await lookFor(api, part, { handle: short, when: `over ${part.at}` })
      await lookFor(api, part, { handle: long, when: `for ever ${part.at}` })
      for (const handle of [short, long]) await clearAll(api, [part], handle)
    }
  },
  judge: (history, { parts, type }) => {
    const [id, other] = ['create', 'create that lasts'].map((label) => madeId(history, type, label))
    return strongestOf(
      parts.flatMap((part) => {
        const looked = { part, label: part.at, id }
        const there = isThere(history, { ...looked, when: `written ${part.at}` })
        if (there.kind !== 'kept') return [unclear(`${part.at} was not seen to be there at first`)]
        const judgements = [
          isThere(history, { ...looked, when: `still ${part.at}` }),
          isGone(history, { ...looked, when: `over ${part.at}` }, 'once its days are over'),
          ...(succeeded(history.find(`${part.at} for ever`))
            ? [isThere(history, { part, label: `${part.at} for ever`, when: `for ever ${part.at}`, id: other })]
            : []),
        ]
        return judgements.map((one) => leaning(one, [part.stored]))
      }),
    )
  },
})

function daysIn({ stored }: Part, body: Json): number {
  const days = at(body, stored.lasts?.days ?? '')
  return typeof days === 'number' ? days : 1
}

function withoutDays({ stored }: Part, body: Json): Json {
  return stored.lasts === undefined ? body : withAt(body, stored.lasts.days, undefined)
}
