import type { Contract } from '../../specs/contract.ts'
import type { Host } from '../host.ts'
import { stands, type Moment } from '../moment.ts'
import type { Resource } from '../record.ts'
import type { World } from '../world.ts'

/** Resources whose phases are looked up at most; those beyond are counted as `unknown`, so that looking stays short. */
const MOST_PHASES = 10_000

export interface Group {
  readonly provider: string
  readonly type: string
  /** `none` where the type has no lifecycle. */
  readonly phase: string
  readonly count: number
}

/** How many resources there are in all worlds together, by provider, type and phase. What has vanished is not counted. */
export function population(host: Host, most = MOST_PHASES): readonly Group[] {
  const count = new Counts()
  let left = most
  for (const world of host.worlds()) {
    for (const [contract, moment] of momentsOf(world)) {
      for (const members of world.store(contract).collections()) {
        const looked = [...first(members.values(), left)]
        left -= looked.length
        for (const resource of looked) count.add({ provider: contract.id, type: resource.type, phase: phaseOf(moment, resource) }, 1)
        const [any] = members.values()
        if (any !== undefined) count.add({ provider: contract.id, type: any.type, phase: 'unknown' }, members.size - looked.length)
      }
    }
  }
  return count.all()
}

class Counts {
  readonly #groups = new Map<string, Group>()

  add(group: Omit<Group, 'count'>, more: number): void {
    if (more === 0 || group.phase === 'gone') return
    const key = `${group.provider} ${group.type} ${group.phase}`
    this.#groups.set(key, { ...group, count: (this.#groups.get(key)?.count ?? 0) + more })
  }

  all(): readonly Group[] {
    return [...this.#groups.values()]
  }
}

function* first<T>(items: Iterable<T>, most: number): Generator<T> {
  let left = most
  for (const item of items) {
    if (left <= 0) return
    left -= 1
    yield item
  }
}

function phaseOf(moment: Moment, resource: Resource): string {
  return resource.progress === undefined ? 'none' : stands(moment, resource).phase
}

/** Only of what has been asked for: looking makes no state. */
function momentsOf(world: World): readonly (readonly [Contract, Moment])[] {
  const now = world.clock.now()
  const { settings, seed } = world
  return world.contracts().map((contract) => [contract, { view: world.store(contract), contract, settings, now, seed }])
}
