import fc from 'fast-check'
import { check } from '../../check.ts'
import { shapeAt, list } from '../../generate/shape.ts'
import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { within } from '../sight.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Json } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** A version that is asked for in one field and told, as it runs, in another. */
interface Versioned {
  readonly field: string
  /** Place of the running version. */
  readonly running: string
  readonly older: string
  readonly newer: string
}

/** Only versions that the document itself names are asked for: whatever else its pattern admits need not be on offer. */
function versioned(reading: Reading): Need<Versioned> {
  const schema = reading.bodySchema('update')
  if (schema.kind === 'unmet') return schema
  const properties = shapeAt(schema.value.contract.document, schema.value.where)?.properties
  for (const [running, { text, from }] of Object.entries(reading.type.shows ?? {})) {
    const field =
      from === 'settled' ? [...(text ?? '').matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? '').find((name) => properties?.has(name)) : undefined
    const where = field === undefined ? undefined : properties?.get(field)
    if (field === undefined || where === undefined) continue
    const named = list(shapeAt(schema.value.contract.document, where)?.keywords['examples']).filter((value) => typeof value === 'string')
    const [older, newer] = [...new Set(named)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).slice(-2)
    if (older !== undefined && newer !== undefined) return met({ field, running, older, newer })
  }
  return unmet(`the document names no two versions of a ${reading.resource} between which an update could move`)
}

const versionFollows = check({
  id: 'life.version-follows',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      update: reading.operation('update'),
      read: reading.operation('read'),
      lifecycle: reading.lifecycle(),
      version: versioned(reading),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { update, read, lifecycle, version: { field, running, older, newer } }) => {
    const { params } = await api.make('create', { [field]: older })
    const plan = { operation: read.id, params }
    await api.send('before', plan)
    await api.send('update', { operation: update.id, params, body: { [field]: newer } })
    const enough = (exchange: Exchange) => belongs(at(answerOf(exchange)?.json, running), newer)
    await within(api, { label: 'following', plan, enough, withinSeconds: lifecycle.settles.withinSeconds })
  },
  judge: (history, { version: { running, older, newer } }) => {
    const update = history.find('update')
    if (!succeeded(update)) return unclear(`the version was not changed: ${told(update)}`)
    const [before, after] = ['before', 'following'].map((label) => at(history.answer(label)?.json, running))
    // A server may take its time to tell what runs.
    if (before !== undefined && !belongs(before, older)) return broken(`a running version of ${older}`, JSON.stringify(before) ?? 'none', 'before')
    return belongs(after, newer) ? kept : broken(`a running version of ${newer}`, JSON.stringify(after) ?? 'none', 'following')
  },
})

/** True for the version itself and for any patch of it, e.g. `v1.32.3` of `1.32`. */
export function belongs(running: Json | undefined, requested: string): boolean {
  if (typeof running !== 'string') return false
  const [found, asked] = [running, requested].map((version) => version.replace(/^v/, ''))
  return found === asked || found?.startsWith(`${asked}.`) === true
}

export const versions: readonly Check[] = [versionFollows]
