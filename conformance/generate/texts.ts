import fc from 'fast-check'
import { dnsLabels } from './dns.ts'
import { quantities } from './quantity.ts'
import { count, list } from './shape.ts'
import type { Shape } from './shape.ts'

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.split('')

/** Longest text made to touch an upper bound; beyond it a bound is a matter of `val.size-depth`. */
const reach = 4096

/** Strings that satisfy a schema of type string. */
export function texts(shape: Shape): fc.Arbitrary<string> {
  const { keywords } = shape
  const min = count(keywords['minLength']) ?? 1
  const max = Math.max(min, count(keywords['maxLength']) ?? Math.max(24, min))
  const byFormat = formatted(keywords['format'], min, max)
  if (byFormat !== undefined) return byFormat
  if (typeof keywords['pattern'] === 'string') return patterned(keywords['pattern'], examplesOf(shape), { min, max })
  return bounded(min, max, count(keywords['maxLength']) !== undefined)
}

/** Examples that are text. */
export function examplesOf(shape: Shape): string[] {
  return [...list(shape.keywords['examples']), shape.keywords['example']].filter((value) => typeof value === 'string')
}

/**
 * A pattern tells less than the documents: `^\d+\.\d+$` also admits versions that nobody offers. So the examples are taken
 * where there are some.
 */
function patterned(pattern: string, examples: readonly string[], bounds: { readonly min: number; readonly max: number }): fc.Arbitrary<string> {
  if (examples.length > 0) return fc.constantFrom(...examples)
  const fits = (text: string) => Array.from(text).length >= bounds.min && Array.from(text).length <= bounds.max
  return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' }).filter(fits)
}

function bounded(min: number, max: number, touches: boolean): fc.Arbitrary<string> {
  const short = fc.string({ unit: fc.constantFrom(...plain), minLength: min, maxLength: Math.min(max, min + 16) })
  if (!touches || max > reach) return short
  const edges = [...new Set([min, max])].map((length) => 'a'.repeat(length))
  return fc.oneof({ weight: 3, arbitrary: short }, { weight: 1, arbitrary: fc.constantFrom(...edges) })
}

function formatted(format: unknown, min: number, max: number): fc.Arbitrary<string> | undefined {
  const word = fc.string({ unit: fc.constantFrom(...plain.slice(0, 26)), minLength: 3, maxLength: 10 })
  switch (format) {
    case 'dns-label':
    case 'hostname':
      return dnsLabels(min, Math.min(63, max))
    case 'k8s-quantity':
      return quantities(undefined)
    case 'date-time':
      return instants()
    case 'date':
      return instants().map((instant) => instant.slice(0, 10))
    case 'email':
      return word.map((name) => `${name}@example.com`)
    case 'uri':
    case 'url':
      return word.map((name) => `https://${name}.example.com/`)
    case 'uuid':
      return fc.uuid()
    case 'ipv4':
      return fc.ipV4()
    case 'ipv6':
      return fc.ipV6()
    default:
      return undefined
  }
}

/** Instants that lie ahead for as long as this code is likely to run; RFC 3339, UTC, whole seconds. */
function instants(): fc.Arbitrary<string> {
  const two = (value: number) => String(value).padStart(2, '0')
  const part = (min: number, max: number) => fc.integer({ min, max })
  return fc
    .tuple(part(2040, 2090), part(1, 12), part(1, 28), part(0, 23), part(0, 59), part(0, 59))
    .map(([year, month, day, hour, minute, second]) => `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}Z`)
}
