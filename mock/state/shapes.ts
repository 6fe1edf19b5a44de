import type { Json } from '../../specs/json.ts'
import type { ClockFact } from '../clock.ts'
import type { Resource } from '../record.ts'
import type { Settings } from '../settings.ts'
import type { Remembered } from '../store.ts'

// What was written by this program and is read again: looked at as far as reading something else would do harm.

export function isResource(value: unknown): value is Resource {
  return (
    isRecord(value) &&
    isText(value['type']) &&
    isTexts(value['address']) &&
    isText(value['uid']) &&
    ['revision', 'born', 'created', 'updated', 'generation', 'settledGeneration'].every((name) => Number.isFinite(value[name])) &&
    isRecord(value['fields']) &&
    isRecord(value['settled'])
  )
}

export function isRemembered(value: unknown): value is Remembered {
  return isRecord(value) && Number.isFinite(value['at']) && isText(value['fingerprint']) && Number.isInteger(value['status']) && isRecord(value['headers'])
}

export function isClockFact(value: unknown): value is ClockFact {
  return isRecord(value) && Number.isFinite(value['base']) && Number.isFinite(value['wall']) && Number.isFinite(value['scale'])
}

export function isSettings(value: unknown): value is Settings {
  return (
    isRecord(value) &&
    (isText(value['pace']) || isRecord(value['pace'])) &&
    typeof value['phaseMovesTag'] === 'boolean' &&
    isRecord(value['phaseWords']) &&
    isRecord(value['successes']) &&
    isTexts(value['defects']) &&
    (typeof value['limits'] === 'boolean' || isRecord(value['limits']))
  )
}

export function isRecord(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}
