import type { Contract, Operation } from '../../specs/contract.ts'
import { parseSegment } from '../../specs/segment.ts'

/** An operation that a request may have meant. */
export interface NearMiss {
  readonly operation: string
  readonly method: string
  readonly template: string
  /** Segments to insert, take away or replace; a half for another method. */
  readonly distance: number
}

/** How many are told, and how far off they may be at most, in segments. */
const MOST = 3
const FARTHEST = 3

/** The operations nearest to a request, nearest first. Those that the mock does not model are left out. */
export function nearMisses(contracts: readonly Contract[], request: { readonly method: string; readonly path: string }): readonly NearMiss[] {
  const sent = request.path.split('/')
  const found = contracts.flatMap(({ operations }) =>
    [...operations.values()].filter(({ behaviour }) => behaviour !== undefined).map((operation) => miss(operation, request.method, sent)),
  )
  return found
    .filter(({ distance }) => distance > 0 && distance <= FARTHEST)
    .sort((a, b) => a.distance - b.distance || (a.template < b.template ? -1 : a.template > b.template ? 1 : 0))
    .slice(0, MOST)
}

function miss({ id, method, template }: Operation, sentMethod: string, sent: readonly string[]): NearMiss {
  const away = distance(sent, template.split('/'))
  return { operation: id, method, template, distance: Math.round((away + (method === sentMethod ? 0 : 0.5)) * 100) / 100 }
}

/** Levenshtein distance of paths, a segment at a time. */
function distance(sent: readonly string[], template: readonly string[]): number {
  let row = Array.from({ length: template.length + 1 }, (_, index) => index)
  for (const [i, segment] of sent.slice(0, 64).entries()) {
    const next = [i + 1]
    for (const [j, wanted] of template.entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + unlike(segment, wanted)))
    }
    row = next
  }
  return row[template.length] ?? 0
}

/** From 0 (the template takes it) to 1; words that share much are near. */
function unlike(segment: string, wanted: string): number {
  const parsed = parseSegment(wanted)
  if (parsed?.kind === 'parameter') {
    if (segment === '') return 1
    return parsed.verb === undefined || segment.endsWith(`:${parsed.verb}`) ? 0 : 1
  }
  if (segment === wanted) return 0
  const [a, b] = [segment.toLowerCase(), wanted.toLowerCase()]
  const shared = pairs(a).filter((pair) => b.includes(pair)).length
  return a === b ? 0.1 : 1 - (0.8 * shared) / Math.max(1, a.length - 1, b.length - 1)
}

function pairs(word: string): readonly string[] {
  return Array.from({ length: Math.max(0, Math.min(word.length, 100) - 1) }, (_, index) => word.slice(index, index + 2))
}
