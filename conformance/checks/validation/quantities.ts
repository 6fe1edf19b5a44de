import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { refusedQuantities, sameQuantity } from '../../generate/quantity.ts'
import { list } from '../../generate/shape.ts'
import { accepted, allOf } from '../../judge/status.ts'
import { succeeded } from '../../history.ts'
import { met, unmet } from '../../need.ts'
import { at, withAt } from '../../../specs/json.ts'
import { broken, kept } from '../../verdict.ts'
import { change, currentBody, tryAll } from './attempts.ts'
import { formsOf, forbiddenBy } from './amounts.ts'
import { shapeOf, textIn } from './places.ts'
import { idWritten, seen, targetOf } from './target.ts'
import { allRefused } from './verdicts.ts'
import { attemptOf } from './wrong.ts'
import type { Quantity } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Target } from './target.ts'
import type { Wrong } from './wrong.ts'

interface Amount {
  /** JSON pointer of the field. */
  readonly place: string
  /** An amount that the documents show. */
  readonly shown: readonly string[]
  /** Used to leave out what the field may not admit; asserted only where it is documented. */
  readonly rule: Quantity | undefined
}

interface Amounts {
  readonly target: Target
  readonly fields: readonly Amount[]
}

/** Fields of an update that the schema declares to be Kubernetes quantities. */
function amountsOf(reading: Reading): Need<Amounts> {
  const target = targetOf(reading, ['update'])
  const fields = reading.mutableFields()
  if (target.kind === 'unmet') return target
  if (fields.kind === 'unmet') return fields
  const { update } = target.value
  const found = fields.value.flatMap(({ pointer: place }): readonly Amount[] => {
    const shape = update === undefined ? undefined : shapeOf(target.value.contract, update.schema.where, place)
    if (shape?.keywords['format'] !== 'k8s-quantity') return []
    const shown = [at(update?.base, place), ...list(shape.keywords['examples'])].filter((value) => typeof value === 'string')
    return [{ place, shown: shown.slice(0, 1), rule: reading.type.quantities?.[place] }]
  })
  if (found.length === 0) return unmet(`no field of a ${reading.resource} is declared to be a Kubernetes quantity`)
  return met({ target: target.value, fields: found }, ...target.leansOn)
}

export const quantityAccept = check({
  id: 'val.quantity-accept',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  // That a field is a quantity does not promise every notation of one: that rests on the field's own rule.
  needs: (reading) => {
    const need = amountsOf(reading)
    return need.kind === 'met' ? met(need.value, ...need.leansOn, ...need.value.fields.flatMap(({ rule }) => rule ?? [])) : need
  },
  scenario: ({ fields }) => every(rowsOf(fields)),
  drive: async (api, { target }, rows) => {
    const handle = await api.borrow()
    const base = await currentBody(api, target, handle)
    for (const row of rows) {
      const body = Object.entries(row).reduce<Json>((rest, [place, form]) => withAt(rest, place, form), base)
      await change(api, target, { label: `write ${labelOf(row)}`, handle, plan: { body } })
      await api.send(`read ${labelOf(row)}`, { operation: target.look.id, params: handle.params })
    }
    await api.settle('settling', handle)
  },
  judge: (history, { target }, rows) =>
    allOf(
      rows.flatMap((row) => {
        const label = labelOf(row)
        const write = history.find(`write ${label}`)
        const read = history.find(`read ${label}`)
        const shown = seen(target, read, idWritten(target, write))
        const wrong = Object.entries(row).find(([place, form]) => !sameQuantity(textIn(shown, place), form))
        if (!succeeded(write) || !succeeded(read)) return [accepted(write), accepted(read)]
        return [
          wrong === undefined
            ? kept
            : broken(`${wrong[0]} keeps the value of ${wrong[1]}`, `it reads back as ${JSON.stringify(at(shown, wrong[0]))}`, `read ${label}`),
        ]
      }),
    ),
})

export const quantityReject = check({
  id: 'val.quantity-reject',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: amountsOf,
  scenario: ({ fields }) =>
    fc
      .constantFrom(...fields)
      .chain(({ place, rule }) => every([...refusedQuantities.filter((text) => text !== ''), ...forbiddenBy(rule)].map((text) => wrongAmount(place, text)))),
  drive: (api, { target }, wrongs) =>
    tryAll(
      api,
      target,
      wrongs.map((wrong) => attemptOf(wrong, target)),
    ),
  judge: (history, { target }, wrongs) => allRefused(history, target, { attempts: wrongs.map((wrong) => attemptOf(wrong, target)) }),
})

function wrongAmount(place: string, text: string): Wrong {
  return { action: 'update', at: place, keyword: 'quantity', variant: JSON.stringify(text), value: text }
}

/** All forms of all fields in as few updates as there are forms of one field. */
export function rowsOf(fields: readonly Amount[]): readonly Readonly<Record<string, string>>[] {
  const columns = fields
    .map(({ place, shown, rule }) => ({ place, forms: shown.flatMap((text) => formsOf(text, rule)) }))
    .filter(({ forms }) => forms.length > 0)
  const most = Math.max(0, ...columns.map(({ forms }) => forms.length))
  return Array.from({ length: most }, (_, index) => Object.fromEntries(columns.map(({ place, forms }) => [place, forms[index % forms.length] ?? ''])))
}

function labelOf(row: Readonly<Record<string, string>>): string {
  return Object.values(row).join(', ')
}
