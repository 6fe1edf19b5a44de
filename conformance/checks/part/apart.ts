import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { all, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { strongestOf } from '../action/findings.ts'
import { marksIn, partsOf } from './parts.ts'
import { clearAll, isGone, isThere, lookFor, sentIn, store, madeId } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Part } from './parts.ts'

/** Reads of the resource, and what they show of its parts, if anything. */
interface Looks {
  readonly operations: readonly string[]
  readonly says: readonly Sourced[]
}

/** A read and a list, as far as there are some: what is written beside a resource stands in neither, unless the contract says so. */
function representations(reading: Reading): Need<Looks> {
  const found = [reading.operation('read'), reading.operation('list')].flatMap((need) => (need.kind === 'met' ? [need] : []))
  return met({ operations: found.map(({ value }) => value.id), says: found.flatMap(({ leansOn }) => leansOn) })
}

export const hidden = check({
  id: 'part.hidden',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ parts: partsOf(reading), looks: representations(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { parts, looks }) => {
    const handle = await api.make('create')
    for (const part of parts) await store(api, part, { handle, label: part.at, body: part.full(api.name()) })
    for (const operation of looks.operations) await api.send(`${operation} later`, { operation, params: handle.params })
    await clearAll(api, parts, handle)
  },
  judge: (history, { parts, looks }) => {
    const written = parts.filter((part) => succeeded(history.find(part.at)))
    if (written.length === 0) return unclear(`nothing was written: ${told(history.find(parts[0]?.at ?? ''))}`)
    const isShownIn = (part: Part, operation: string) => part.sights.some((sight) => sight.operation === operation)
    return strongestOf(
      looks.operations.flatMap((operation) =>
        written
          .filter((part) => !isShownIn(part, operation))
          .map((part) => leaning(nowhere(history, part, `${operation} later`), [part.stored, ...looks.says])),
      ),
    )
  },
})

/** Judges that what was written stands nowhere in an answer, in whatever member. */
function nowhere(history: History, part: Part, label: string): Judgement {
  const exchange = history.find(label)
  const marks = marksIn(sentIn(part, history.find(part.at)))
  if (!succeeded(exchange)) return unclear(told(exchange))
  if (marks.length === 0) return unclear(`nothing of ${part.at} is known from anything else`)
  const body = answerOf(exchange)?.body ?? ''
  const found = marks.find((mark) => body.includes(mark))
  return found === undefined ? kept : broken(`nothing of ${part.at}`, `${JSON.stringify(found)} in it`, label)
}

export const own = check({
  id: 'part.own',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ parts: partsOf(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { parts }) => {
    const [one, other] = [await api.make('create'), await api.make('create another')]
    for (const part of parts) {
      await store(api, part, { handle: one, label: part.at, body: part.full(api.name()) })
      await lookFor(api, part, { handle: one, when: `of one ${part.at}` })
      await lookFor(api, part, { handle: other, when: `of another ${part.at}` })
    }
    await clearAll(api, parts, one)
  },
  judge: (history, { parts, type }) => {
    const [one, other] = ['create', 'create another'].map((label) => madeId(history, type, label))
    return strongestOf(
      parts.flatMap((part) => {
        const there = isThere(history, { part, label: part.at, when: `of one ${part.at}`, id: one })
        if (there.kind !== 'kept') return [unclear(`${part.at} was not seen to be there`)]
        return [
          isGone(history, { part, label: part.at, when: `of another ${part.at}`, id: other }, 'of a resource to which nothing was written'),
          single(history, part, other),
        ]
      }),
    )
  },
})

/** Judges that no overview shows what was written at another resource's item: what is at the one that tells of it was seen already. */
function single(history: History, part: Part, other: string | undefined): Judgement {
  const sent = sentIn(part, history.find(part.at))
  for (const sight of part.sights.filter(({ kind }) => kind === 'overview')) {
    const label = `${sight.operation} of another ${part.at}`
    const items = at(history.answer(label)?.json, sight.items)
    const wrong = (Array.isArray(items) ? (items as readonly Json[]) : []).find(
      (item) => at(item, sight.id ?? '') === other && marksIn(sent).some((mark) => marksIn(item).includes(mark)),
    )
    if (wrong !== undefined)
      return leaning(broken(`nothing of ${part.at} beside ${other ?? 'another resource'}`, JSON.stringify(wrong), label), [...part.says, ...sight.says])
  }
  return kept
}
