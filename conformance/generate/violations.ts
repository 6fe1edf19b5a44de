import { toNano } from '../../specs/formats.ts'
import { brokenLabels } from './dns.ts'
import { count, list, word } from './shape.ts'
import type { Json } from '../../specs/json.ts'
import type { JsonType, Shape } from './shape.ts'

/** A value that violates one keyword of its schema. */
export interface BadValue {
  readonly keyword: string
  readonly variant: string
  readonly value: Json
}

/** Values to put in the place of `current`, each meant to violate one keyword; the caller confirms them. */
export function violationsOf(shape: Shape, current: Json): readonly BadValue[] {
  return [
    ...types(shape),
    ...members(shape, current),
    ...numbers(shape),
    ...(typeof current === 'string' ? strings(shape, current) : []),
    ...arrays(shape, current),
  ]
}

const others: readonly (readonly [JsonType, Json])[] = [
  ['string', 'x'],
  ['integer', 7],
  ['number', 1.5],
  ['boolean', true],
  ['null', null],
  ['array', []],
  ['object', {}],
]

function types({ types: allowed }: Shape): BadValue[] {
  if (allowed.length === 0) return []
  const fits = (type: JsonType) => allowed.includes(type) || (type === 'integer' && allowed.includes('number'))
  return others.filter(([type]) => !fits(type)).map(([type, value]) => ({ keyword: 'type', variant: type, value }))
}

function members({ keywords }: Shape, current: Json): BadValue[] {
  const allowed = list(keywords['enum'])
  const keyword = keywords['const'] === undefined ? 'enum' : 'const'
  if (allowed.length === 0 && keywords['const'] === undefined) return []
  if (typeof current === 'boolean') return [{ keyword, variant: 'the other one', value: !current }]
  if (typeof current === 'number') return [{ keyword, variant: 'another number', value: current + 1001 }]
  if (typeof current !== 'string') return []
  const flipped = current === current.toUpperCase() ? current.toLowerCase() : current.toUpperCase()
  const bad: (readonly [string, string])[] = [
    ['another word', `${current}-x`],
    ['another letter case', flipped],
    ['leading blank', ` ${current}`],
    ['trailing blank', `${current} `],
    ['empty', ''],
  ]
  return bad.map(([variant, value]) => ({ keyword, variant, value }))
}

function numbers({ keywords }: Shape): BadValue[] {
  const bad: BadValue[] = []
  const add = (keyword: string, variant: string, step: number) => {
    const bound = count(keywords[keyword])
    if (bound !== undefined) bad.push({ keyword, variant, value: bound + step })
  }
  add('minimum', 'one below', -1)
  add('maximum', 'one above', 1)
  add('maximum', 'far above', 1_000_000_007)
  add('exclusiveMinimum', 'at the bound', 0)
  add('exclusiveMaximum', 'at the bound', 0)
  const step = count(keywords['multipleOf'])
  if (step !== undefined) bad.push({ keyword: 'multipleOf', variant: 'between two steps', value: (count(keywords['minimum']) ?? 0) + step + step / 2 })
  return bad
}

function strings(shape: Shape, current: string): BadValue[] {
  const { keywords } = shape
  const bad: BadValue[] = []
  const min = count(keywords['minLength'])
  const max = count(keywords['maxLength'])
  if (min !== undefined && min > 0)
    bad.push({
      keyword: 'minLength',
      variant: 'one too short',
      value: Array.from(current)
        .slice(0, min - 1)
        .join(''),
    })
  if (max !== undefined && max < 1_000_000) bad.push({ keyword: 'maxLength', variant: 'one too long', value: current.padEnd(max + 1, 'a').slice(0, max + 1) })
  if (keywords['pattern'] !== undefined) {
    const seen = new Set<string>()
    for (const { variant, text } of [...brokenLabels(current), { variant: 'exclamation mark', text: `${current}!` }]) {
      if (!seen.has(text)) bad.push({ keyword: 'pattern', variant, value: text })
      seen.add(text)
    }
  }
  return [...bad, ...badFormats(keywords['format'], current)]
}

const formats: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2040-01-01', '2040-13-01T00:00:00Z', '2040-02-30T00:00:00Z', '2040-01-01T00:00:00', 'tomorrow', ''],
  date: ['2040-13-01', '2040-02-30', '01.02.2040', ''],
  email: ['nobody', '@example.com', 'a@', 'a b@example.com', ''],
  uri: ['not a uri', '//', ''],
  uuid: ['6f1f1e0a', 'zf1f1e0a-7f0e-4b57-9d0f-2f5f6f0d8c11', ''],
  ipv4: ['256.0.0.1', '1.2.3', ''],
  'k8s-quantity': ['lots', '1GB', '1gi', '1 Gi', '1..2', '--1', '1e', 'NaN', ''],
}

function badFormats(format: Json | undefined, current: string): BadValue[] {
  const name = word(format)
  const broken = name === 'dns-label' ? brokenLabels(current).map(({ text }) => text) : (formats[name] ?? [])
  return broken
    .filter((text) => name !== 'k8s-quantity' || toNano(text) === undefined)
    .map((text) => ({ keyword: 'format', variant: JSON.stringify(text), value: text }))
}

function arrays({ keywords }: Shape, current: Json): BadValue[] {
  const items = list(current)
  const min = count(keywords['minItems'])
  const max = count(keywords['maxItems'])
  const bad: BadValue[] = []
  if (min !== undefined && min > 0 && Array.isArray(current)) bad.push({ keyword: 'minItems', variant: 'one too few', value: items.slice(0, min - 1) })
  const filler = items[0]
  if (max !== undefined && max < 10_000 && filler !== undefined) {
    bad.push({ keyword: 'maxItems', variant: 'one too many', value: Array.from({ length: max + 1 }, (_, index) => items[index] ?? filler) })
  }
  if (keywords['uniqueItems'] === true && filler !== undefined) bad.push({ keyword: 'uniqueItems', variant: 'one twice', value: [filler, filler] })
  return bad
}
