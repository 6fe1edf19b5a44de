import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { isObject } from '../../specs/json.ts'
import { jsonIn, violationsOf } from '../../specs/published.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import { reportIn } from '../reading.ts'
import type { Report } from '../report.ts'
import type { VendorReport } from './document.ts'
import type { Notation } from './text.ts'

/** What a text turned out to be. */
export type Read =
  | { readonly kind: 'vendor report'; readonly document: JsonObject & VendorReport; readonly notation: Notation }
  /** It says that it is one, and is none of this version. */
  | { readonly kind: 'misfit'; readonly because: readonly string[] }
  /** JSON or YAML of something else. */
  | { readonly kind: 'other'; readonly value: Json }
  | { readonly kind: 'unreadable'; readonly because: string }

/** Reads what anybody may have written. Never throws. */
export function readVendorReport(text: string): Read {
  if (text.trim() === '') return { kind: 'unreadable', because: 'it is empty' }
  const notation: Notation = /^\s*[{[]/.test(text) ? 'json' : 'yaml'
  const value = parsed(text, notation)
  if (typeof value === 'string') return { kind: 'unreadable', because: value }
  const document = jsonIn(value.found)
  if (!isObject(document) || !('vendorReport' in document)) {
    return document === undefined ? { kind: 'unreadable', because: 'it holds what JSON has no form for' } : { kind: 'other', value: document }
  }
  const { vendorReport } = document
  if (vendorReport !== 1)
    return { kind: 'misfit', because: [`it is a vendor report of version ${JSON.stringify(vendorReport)}, and this suite reads version 1`] }
  if (isVendorReport(document)) return { kind: 'vendor report', document, notation }
  return { kind: 'misfit', because: violationsOf(schema(), document).map(({ at, message }) => `${at === '' ? 'the document' : at} ${message}`) }
}

function parsed(text: string, notation: Notation): { readonly found: unknown } | string {
  try {
    // Aliases would make a small file endless.
    return { found: notation === 'json' ? JSON.parse(text) : load(text, { maxAliases: 0 }) }
  } catch (error) {
    const [because = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return `it is not ${notation === 'json' ? 'JSON' : 'YAML'}: ${because}`
  }
}

function isVendorReport(document: JsonObject): document is JsonObject & VendorReport {
  return violationsOf(schema(), document).length === 0
}

const published = new Map<string, JsonObject>()

/** A schema that is published in the folder above. */
function schema(name = 'vendor.schema.json'): JsonObject {
  const known = published.get(name)
  if (known !== undefined) return known
  const found: unknown = JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'))
  const made = isObject(found) ? found : {}
  published.set(name, made)
  return made
}

/** The report.json that a value is, or what its schema does not allow: anybody may have written it. */
export function readReport(value: Json): Report | readonly string[] {
  const because = violationsOf(schema('report.schema.json'), value).map(({ at, message }) => `${at === '' ? 'the document' : at} ${message}`)
  if (because.length > 0) return because
  return reportIn(value) ?? ['the document is not built like a report']
}
