import type { Exchange } from '../history.ts'
import type { Fact, Group } from './fact.ts'

/** Where a fact was seen. */
export interface Sighting {
  readonly operation: string
  readonly check: string
  readonly resource: string
  readonly mock?: Exchange
  readonly endpoint?: Exchange
}

/** Counts facts: the same one many times is one difference. Facts in which both agree count as what it might have been. */
export class Groups {
  readonly #found = new Map<string, Open>()
  readonly #totals = new Map<string, number>()

  add(fact: Fact, at: Sighting): void {
    const { operation, check, resource, mock, endpoint } = at
    const side = sideOf(operation, fact)
    this.#totals.set(side, (this.#totals.get(side) ?? 0) + 1)
    if (fact.mock === fact.endpoint) return
    const key = JSON.stringify([side, fact.endpoint])
    const example = { check, resource, ...(mock && { mock }), ...(endpoint && { endpoint }) }
    const open = this.#found.get(key) ?? { side, operation, fact, times: 0, checks: new Set(), example }
    this.#found.set(key, open)
    open.times += 1
    open.checks.add(nameOf(check, resource))
  }

  get all(): readonly Group[] {
    return [...this.#found.values()].map(({ side, ...group }) => ({ ...group, of: Math.max(group.times, this.#totals.get(mightHave(group) ?? side) ?? 0) }))
  }
}

/** What tells by which answers of the mock a fact could have been seen. */
function sideOf(operation: string, { aspect, place, mock, refusal, status }: Pick<Fact, 'aspect' | 'place' | 'mock' | 'refusal' | 'status'>): string {
  return JSON.stringify([operation, aspect, place, mock, refusal, status])
}

/** What the mock lacks could have been there wherever what would hold it was. */
function mightHave({ operation, fact }: Pick<Group, 'operation' | 'fact'>): string | undefined {
  if (fact.aspect !== 'member' || fact.mock !== 'absent') return undefined
  const holder = fact.place.slice(0, fact.place.lastIndexOf('/'))
  return sideOf(operation, { aspect: 'member', place: holder, mock: 'present', ...(fact.status !== undefined && { status: fact.status }) })
}

interface Open extends Omit<Group, 'of' | 'times' | 'checks'> {
  readonly side: string
  readonly checks: Set<string>
  times: number
}

/** How a check, put to a resource type or to the whole, is told apart. */
export function nameOf(check: string, resource: string | undefined): string {
  return `${check} ${resource ?? ''}`.trim()
}
