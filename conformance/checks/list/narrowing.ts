import { met, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** The filters of a list, and how they are sent. */
export interface Filters {
  /** JSON pointer into an item of what each query parameter is compared with. */
  readonly places: Readonly<Record<string, string>>
  /** Sets of parameters that can be sent: those that go together, each of the others alone, and all at once. */
  readonly sets: readonly (readonly string[])[]
}

/** Values of filters, by query parameter. */
export type Values = Readonly<Record<string, string>>

export function filtersOf(reading: Reading): Need<Filters> {
  const list = reading.operation('list')
  const behaviour = list.kind === 'met' ? list.value.operation.behaviour : undefined
  const declared = Object.entries(behaviour?.filters ?? {})
  if (behaviour === undefined || declared.length === 0) return unmet(`the contract declares no filters for lists of a ${reading.resource}`)
  const names = declared.map(([name]) => name)
  const joined = (behaviour.together?.parameters ?? []).filter((name) => names.includes(name))
  const single = names.filter((name) => !joined.includes(name)).map((name) => [name])
  const sets = [...(joined.length > 0 ? [joined] : []), ...single]
  const places = Object.fromEntries(declared.map(([name, { at: place }]) => [name, place]))
  const leansOn = declared.map(([, filter]) => filter)
  return met({ places, sets: sets.length > 1 ? [...sets, names] : sets }, ...leansOn, ...(joined.length > 0 && behaviour.together ? [behaviour.together] : []))
}

/** The values of all filters that items have, those of the most items first. */
export function combinations({ places }: Pick<Filters, 'places'>, items: readonly Json[]): readonly Values[] {
  const counted = new Map<string, { readonly values: Values; count: number }>()
  for (const item of items) {
    const values = valuesOf(places, item)
    if (values === undefined) continue
    const key = JSON.stringify(values)
    counted.set(key, { values, count: (counted.get(key)?.count ?? 0) + 1 })
  }
  return [...counted.values()].toSorted((a, b) => b.count - a.count).map(({ values }) => values)
}

function valuesOf(places: Readonly<Record<string, string>>, item: Json): Values | undefined {
  const found = Object.entries(places).map(([name, place]) => [name, at(item, place)] as const)
  const told = found.flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)] as const] : [],
  )
  return told.length === found.length ? Object.fromEntries(told) : undefined
}

export function queryOf(values: Values): string {
  return new URLSearchParams(values).toString()
}

/** True where an item has all of these values. */
export function has(places: Readonly<Record<string, string>>, item: Json, values: Values): boolean {
  const own = valuesOf(Object.fromEntries(Object.keys(values).map((name) => [name, places[name] ?? ''])), item)
  return own !== undefined && Object.entries(values).every(([name, value]) => own[name] === value)
}

/** The values of filters that a request was sent with. */
export function sentBy({ request }: Pick<Exchange, 'request'>, names: readonly string[]): Values {
  const sent = new URLSearchParams(request.target.split('?')[1])
  return Object.fromEntries(names.flatMap((name) => (sent.has(name) ? [[name, sent.get(name) ?? '']] : [])))
}
