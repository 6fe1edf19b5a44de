import { isObject } from '../specs/json.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import type { Entry, EntryState, LedgerRecord } from './ledger.ts'

const states = ['asked', 'made', 'deleted', 'gone', 'nothing'] as const satisfies readonly EntryState[]

/** The record that a line of a journal holds; undefined where it holds none. */
export function recordIn(json: Json | undefined): LedgerRecord | undefined {
  if (!isObject(json) || !isNumber(json['entry'])) return undefined
  const { entry, record } = json
  if (record === 'intent') return intentIn(json, entry)
  if (record === 'outcome') return outcomeIn(json, entry)
  if (record === 'found') {
    const where = whereaboutsIn(json)
    return where === undefined ? undefined : { record, entry, ...where }
  }
  const state = states.find((one) => one === json['state'])
  return record !== 'state' || state === undefined ? undefined : { record, entry, state }
}

/** What a journal says was made, or may have been, oldest first. */
export function entriesOf(records: readonly LedgerRecord[]): readonly Entry[] {
  const entries = new Map<number, Entry>()
  for (const record of records) {
    const next = after(entries.get(record.entry), record)
    if (next !== undefined) entries.set(record.entry, next)
  }
  return [...entries.values()]
}

function after(entry: Entry | undefined, record: LedgerRecord): Entry | undefined {
  switch (record.record) {
    case 'intent': {
      const { resource, params, known, as, operation, name, marked, key } = record
      const intent = { operation, marked, ...(name !== undefined && { name }), ...(key !== undefined && { key }) }
      return { number: record.entry, handle: { resource, params, body: {} }, known, as, intent, state: 'asked' }
    }
    case 'found': {
      const { resource, params, known, as } = record
      return { number: record.entry, handle: { resource, params, body: {} }, known, as, state: 'made' }
    }
    case 'outcome':
      if (record.outcome === 'made') return entry && { ...entry, handle: { ...entry.handle, params: record.params }, known: true, state: 'made' }
      if (record.outcome === 'same') return entry && { ...entry, state: 'nothing', isTwin: true }
      return entry && (record.outcome === 'unknown' ? entry : { ...entry, state: 'nothing' })
    case 'state':
      return entry && { ...entry, state: record.state }
  }
}

function intentIn(json: JsonObject, entry: number): LedgerRecord | undefined {
  const where = whereaboutsIn(json)
  const { operation, name, marked, key } = json
  if (where === undefined || typeof operation !== 'string' || typeof marked !== 'boolean') return undefined
  return { record: 'intent', entry, ...where, operation, marked, ...(typeof name === 'string' && { name }), ...(typeof key === 'string' && { key }) }
}

function outcomeIn({ outcome, params, status, other }: JsonObject, entry: number): LedgerRecord | undefined {
  if (outcome === 'made') return isTexts(params) ? { record: 'outcome', entry, outcome, params } : undefined
  if (outcome === 'same') return isNumber(other) ? { record: 'outcome', entry, outcome, other } : undefined
  if (outcome !== 'refused' && outcome !== 'unknown') return undefined
  return { record: 'outcome', entry, outcome, ...(isNumber(status) && { status }) }
}

function whereaboutsIn({
  resource,
  params,
  known,
  as,
}: JsonObject): Pick<Extract<LedgerRecord, { record: 'found' }>, 'resource' | 'params' | 'known' | 'as'> | undefined {
  if (typeof resource !== 'string' || !isTexts(params) || typeof known !== 'boolean' || (as !== 'admin' && as !== 'other')) return undefined
  return { resource, params, known, as }
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}

function isTexts(value: Json | undefined): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string')
}
