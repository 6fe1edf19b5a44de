import type { Endpoint, Subject } from '../conformance/subject/subject.ts'
import type { Mock } from '../mock/create.ts'
import type { Contract } from '../specs/contract.ts'
import { configured, UsageError } from './exit.ts'

/** Any fixed instant would do: the same run must see the same dates. */
const instant = '2026-01-01T00:00:00Z'

/** The suite's own mock on a free port. One serves many runs: each has a world of its own. */
export interface StandIn {
  readonly contract: Contract
  readonly mock: Mock
  /**
   * The subject that checks put to it. `world` names a world of its own, the default one when absent; bursts go to a
   * second one beside it, in which limits are on, so that no other check is throttled.
   */
  readonly subject: (at?: { readonly world?: string; readonly defects?: readonly string[] }) => Subject
  /** Lets go of a world that `subject` has named. */
  readonly forget: (world: string) => void
  readonly close: () => Promise<void>
}

/** Starts a deterministic mock of one provider: frozen clocks, which move when the suite lets time pass, and lifecycles that settle by reads, or as time passes. */
export async function standIn(provider: string, seed: number): Promise<StandIn> {
  const { createMock } = await import('../mock/create.ts')
  const mock = await configured(() => createMock({ providers: [provider], seed, clock: { at: instant, scale: 0 }, lifecycle: { reads: 3, orTime: true } }))
  const [contract] = mock.contracts
  if (contract === undefined) throw new UsageError(`Failed to serve ${provider}: it has no contract.`)
  const origin = await mock.listen()
  return {
    contract,
    mock,
    subject: ({ world, defects = [] } = {}) => subjectOf({ mock, contract, origin }, world, defects),
    forget: (world) => {
      mock.forget(world)
      mock.forget(burstOf(world))
    },
    close: () => mock.close(),
  }
}

function burstOf(world: string | undefined): string {
  return world === undefined ? 'burst' : `${world}-burst`
}

interface Stage {
  readonly mock: Mock
  readonly contract: Contract
  readonly origin: string
}

function subjectOf(stage: Stage, world: string | undefined, defects: readonly string[]): Subject {
  const { mock, contract } = stage
  const { admin, readonly, other } = contract.behaviour.seed.principals
  if (admin === undefined) {
    throw new UsageError(
      `Failed to check the mock of ${contract.id}: its behaviour.yaml seeds no principal named admin. Add seed.principals.admin with a token.`,
    )
  }
  const burst = burstOf(world)
  mock.world(world).set({ defects })
  mock.world(burst).set({ defects, limits: true })
  return {
    ...endpointOf(stage, world),
    principals: { admin, ...(readonly && { readonly }), ...(other && { other }) },
    params: {},
    patience: { attempts: 20, pauseMs: 0 },
    ...(contract.behaviour.rateLimit && { burst: endpointOf(stage, burst) }),
    requestBudget: 50_000,
    mayChangeGiven: true,
  }
}

/** Time passes in an instant: the world's frozen clock is moved instead of waiting. */
function endpointOf({ mock, origin }: Stage, world: string | undefined): Endpoint {
  return {
    baseUrl: world === undefined ? origin : `${origin}/__world/${world}`,
    secondsPerSecond: 1,
    pass: (seconds) => {
      mock.world(world).clock.advance(seconds * 1000)
      return Promise.resolve()
    },
  }
}
