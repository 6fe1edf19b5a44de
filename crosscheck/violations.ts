import { isObject } from '../specs/json.ts'

/** Something that Prism finds wrong with one side of an exchange. */
export interface Violation {
  readonly side: 'request' | 'response'
  /** Where, in steps parted by `/`: `body/name`, `query/limit`; empty for the message as a whole. */
  readonly at: string
  /** `Error` for a broken document; `Warning` for what a document need not say. */
  readonly severity: string
  /** JSON Schema keyword, or one of Prism's own words. */
  readonly code: string
  readonly message: string
}

/** What the header `sl-violations` says; `cut` where Prism left out the end because it was too long. */
export interface Violations {
  readonly list: readonly Violation[]
  readonly cut: boolean
}

const TOO_MANY = 'Too many violations! '

/** Reads the header: a JSON list, which Prism cuts after 8,092 characters. Throws for anything else. */
export function violationsIn(header: string | undefined): Violations {
  if (header === undefined) return { list: [], cut: false }
  if (!header.startsWith(TOO_MANY)) return { list: listIn(header), cut: false }
  const whole = header.lastIndexOf('},{"location"')
  return { list: listIn(whole < 0 ? '[]' : `${header.slice(TOO_MANY.length, whole)}}]`), cut: true }
}

function listIn(text: string): readonly Violation[] {
  const found: unknown = JSON.parse(text)
  if (!Array.isArray(found)) throw new Error(`Failed to read the header sl-violations: it is no list but ${text.slice(0, 80)}. Was prism updated?`)
  return found.map((entry: unknown) => violation(entry, text))
}

function violation(entry: unknown, text: string): Violation {
  const location: unknown = isObject(entry) ? entry['location'] : undefined
  const [side, ...path]: readonly unknown[] = Array.isArray(location) ? location : []
  if (!isObject(entry) || (side !== 'request' && side !== 'response'))
    throw new Error(`Failed to read the header sl-violations: there is no location in ${text.slice(0, 80)}. Was prism updated?`)
  const { severity, code = '', message } = entry
  return { side, at: path.map(written).join('/'), severity: written(severity), code: written(code), message: written(message) }
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
