import type { Contract } from '../../specs/contract.ts'
import type { Host } from '../host.ts'
import { stands, type Moment } from '../moment.ts'
import type { World } from '../world.ts'

/** Resources whose phases are looked up at most; those beyond are counted as `unknown`, so that looking stays short. */
const MOST_PHASES = 50_000

export interface Group {
  readonly provider: string
  readonly type: string
  /** `none` where the type has no lifecycle. */
  readonly phase: string
  readonly count: number
}

/** How many resources there are in all worlds together, by provider, type and phase. What has vanished is not counted. */
export function population(host: Host): readonly Group[] {
  const groups = new Map<string, { provider: string; type: string; phase: string; count: number }>()
  let left = MOST_PHASES
  for (const world of host.worlds()) {
    for (const [contract, moment] of momentsOf(world)) {
      for (const resource of world.store(contract).all()) {
        const phase = resource.progress === undefined ? 'none' : left-- > 0 ? stands(moment, resource).phase : 'unknown'
        if (phase === 'gone') continue
        const key = `${contract.id} ${resource.type} ${phase}`
        const group = groups.get(key)
        if (group === undefined) groups.set(key, { provider: contract.id, type: resource.type, phase, count: 1 })
        else group.count += 1
      }
    }
  }
  return [...groups.values()]
}

/** Only of what has been asked for: looking makes no state. */
function momentsOf(world: World): readonly (readonly [Contract, Moment])[] {
  const now = world.clock.now()
  const { settings, seed } = world
  return world.contracts().map((contract) => [contract, { view: world.store(contract), contract, settings, now, seed }])
}
