import { succeeded } from '../../history.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { constant } from './formats.ts'
import type { Shown } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Creation } from './formats.ts'

/** The last second of the year 9999: an instant of today in milliseconds lies far behind it, one in seconds far before. */
const latest = 253_402_300_799

interface Counted {
  /** Operations whose answer shows one resource, each with its own method. */
  readonly showing: ReadonlyMap<string, string>
  /** JSON pointers of instants in a representation. */
  readonly places: readonly string[]
  readonly created: readonly Creation[]
}

export const epochSeconds = monitor({
  id: 'content.epoch-seconds',
  proves: 'content.scalar-formats',
  each: 'resource',
  needs: counted,
  judge: (trace, { showing, places, created }) => {
    const moved = created.map((creation) => constant(trace, creation)).find((judgement) => judgement !== undefined)
    return (
      moved ??
      everyAnswer(trace, ({ json }, exchange) =>
        succeeded(exchange) && showing.get(exchange.operation ?? '') === exchange.request.method ? inSeconds(json, places) : undefined,
      )
    )
  },
})

function counted(reading: Reading): Need<Counted> {
  const rule = reading.stated(({ content }) => content.timestamps, 'the contract says nothing about the form of timestamps')
  const read = reading.operation('read')
  if (rule.kind === 'unmet') return rule
  if (read.kind === 'unmet') return read
  if (rule.value.format !== 'unix-seconds') return unmet('timestamps are texts')
  const shows = Object.entries(reading.type.shows ?? {})
  const instants = shows.filter(([, shown]) => isInstant(shown))
  // What is told only some day may never be told in a run.
  if (!instants.some(([, { after, otherwise }]) => after === undefined && otherwise === undefined))
    return unmet(`a ${reading.resource} shows no instant from the start`)
  const places = instants.map(([place]) => place)
  const operations = (['create', 'read', 'update'] as const).flatMap((action) => {
    const need = reading.operation(action)
    return need.kind === 'met' && need.value.operation.behaviour?.longRunning === undefined ? [need.value.operation] : []
  })
  const create = operations.find(({ behaviour }) => behaviour?.action === 'create')?.id
  const made = shows.flatMap(([place, { is }]) => (is === 'created' ? [place] : []))
  const created = made.map((place) => ({ read: read.value.id, create, place, idIn: (json: Json | undefined) => idIn(reading.type, json) }))
  return met({ showing: new Map(operations.map(({ id, method }) => [id, method])), places, created }, ...rule.leansOn, ...read.leansOn)
}

function isInstant({ is, expires, operation }: Shown): boolean {
  return (is !== undefined && ['created', 'updated', 'since'].includes(is)) || expires !== undefined || operation === 'completed'
}

/** Whole seconds since 1970, wherever there is something to tell. */
export function inSeconds(json: Json | undefined, places: readonly string[]): Sight {
  const found = places.flatMap((place) => {
    const value = at(json, place)
    return value === undefined || value === null ? [] : [{ place, value }]
  })
  const wrong = found.find(({ value }) => !isEpoch(value))
  if (wrong !== undefined) return { expected: 'whole seconds since 1970', actual: `${wrong.place} is ${JSON.stringify(wrong.value)}` }
  return found.length === 0 ? undefined : 'kept'
}

function isEpoch(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= latest
}
