import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { another } from '../crowd.ts'
import { itemsAt } from '../sight.ts'
import { at } from '../../../specs/json.ts'
import type { Json } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

const omitted = check({
  id: 'list.omits-declared',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ list: reading.items(), places: places(reading), another: optional(another(reading)) }),
  scenario: () => fc.constant(null),
  drive: async (api, { list, another: make }) => {
    const handle = await make?.(api)
    await api.send('list', { operation: list.id, ...(handle && { params: handle.params }) })
  },
  judge: (history, { list: { items }, places: omits }) => {
    const list = history.find('list')
    const found = itemsAt(list, items)
    if (!succeeded(list) || found.length === 0) return unclear(`there is no item to be judged: ${told(list)}`)
    const shown = found.flatMap((item) => omits.filter((place) => tells(at(item, place))))[0]
    return shown === undefined ? kept : broken(`items that say nothing at ${omits.join(', ')}`, `one that does at ${shown}`, 'list')
  },
})

/** True for a value that says something: what is empty stands for what is omitted. */
export function tells(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

function places(reading: Reading): Need<readonly string[]> {
  const list = reading.operation('list')
  const rule = list.kind === 'met' ? list.value.operation.behaviour?.omits : undefined
  return rule === undefined ? unmet(`the contract says of no member that lists of a ${reading.resource} omit it`) : met(rule.places, rule)
}

export const omissionChecks: readonly Check[] = [omitted]
