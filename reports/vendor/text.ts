import { createHash } from 'node:crypto'
import { dump } from 'js-yaml'
import { isObject } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'

/** `sha256:` and the hash of a document without its `digest`, whatever the order of its members. */
export function digestOf(document: Json): string {
  const { digest: _, ...rest } = isObject(document) ? document : {}
  return `sha256:${createHash('sha256').update(canonical(rest)).digest('hex')}`
}

/** JSON without white space, members in the order of their names (RFC 8785, whose forms of numbers and texts are those of ECMAScript). */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((one: Json) => canonical(one)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`)
  return `{${members.join(',')}}`
}

export type Notation = 'json' | 'yaml'

/** A document as this suite writes it: the one form that `validate` accepts. */
export function written(document: Json, notation: Notation): string {
  const ordered = inOrder(document, [])
  if (notation === 'json') return `${JSON.stringify(ordered, null, 2)}\n`
  return dump(ordered, { flowLevel: 2, lineWidth: -1, noRefs: true })
}

/** Members whose names the schema knows come in its order, which is that of the list; all others by their names. */
const order = [
  'vendorReport',
  'kind',
  'suite',
  'subject',
  'contract',
  'run',
  'result',
  'because',
  'counts',
  'features',
  'requirements',
  'deviations',
  'budget',
  'cleanup',
  'configuration',
  'quality',
  'digest',
]
const orders: Readonly<Record<string, readonly string[]>> = {
  '': order,
  subject: ['organization', 'project', 'version', 'url', 'contact', 'target', 'assumed'],
  contract: ['provider', 'title', 'sha256'],
  run: ['told', 'profile', 'only', 'resource', 'path', 'scale', 'shard', 'wire', 'seed', 'at', 'planned', 'finished'],
  counts: ['all', 'byLevel', 'byBasis'],
  features: ['feature', 'title', 'state', 'probed', 'signs'],
  requirements: ['id', 'level', 'standing', 'weight', 'basis', 'verdict', 'because', 'checks', 'broken', 'undecided'],
  deviations: ['known', 'matched', 'untested', 'accepted', 'stale'],
  budget: ['allowed', 'used'],
  cleanup: ['created', 'deleted', 'handedOver', 'left', 'complete'],
  quality: ['measured', 'because', 'requirements', 'defects', 'caught', 'clean', 'cleanAccused', 'mixes', 'mixesAccused'],
}

/** Members that stand in several places. */
const usual = [
  'passed',
  'failed',
  'observed',
  'skipped',
  'blocked',
  'inconclusive',
  'errored',
  'not applicable',
  'MUST',
  'SHOULD',
  'MAY',
  'PRACTICE',
  'documented',
  'client',
  'assumed',
  'requests',
  'creates',
  'requirement',
  'check',
  'resource',
]

function inOrder(value: Json, path: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((one: Json) => inOrder(one, path))
  if (!isObject(value)) return value
  const known = orders[path.join('.')] ?? usual
  const names = Object.keys(value).toSorted((a, b) => placeOf(a, known) - placeOf(b, known) || (a < b ? -1 : 1))
  return Object.fromEntries(names.map((name) => [name, inOrder(value[name] ?? null, [...path, name])]))
}

function placeOf(name: string, known: readonly string[]): number {
  const found = known.indexOf(name)
  return found < 0 ? known.length : found
}
