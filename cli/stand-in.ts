import type { Endpoint, Subject } from '../conformance/subject/subject.ts'
import type { Mock } from '../mock/create.ts'
import type { Contract } from '../specs/contract.ts'
import { configured, UsageError } from './exit.ts'

/** Any fixed instant would do: the same run must see the same dates. */
const instant = '2026-01-01T00:00:00Z'

/** The world in which limits are on and may be exhausted, so that no other check is throttled. */
const burstWorld = 'burst'

/** The suite's own mock on a free port, and the subject that checks put to it. */
export interface StandIn {
  readonly contract: Contract
  readonly subject: Subject
  readonly close: () => Promise<void>
}

/** Starts a deterministic mock of one provider: frozen clocks, which move when the suite lets time pass, and lifecycles that settle by reads. */
export async function standIn(provider: string, options: { readonly seed: number; readonly defects?: readonly string[] }): Promise<StandIn> {
  const { createMock } = await import('../mock/create.ts')
  const mock = await configured(() =>
    createMock({ providers: [provider], seed: options.seed, defects: options.defects ?? [], clock: { at: instant, scale: 0 }, lifecycle: { reads: 3 } }))
  const [contract] = mock.contracts
  if (contract === undefined) throw new UsageError(`Failed to serve ${provider}: it has no contract.`)
  const origin = await mock.listen()
  return { contract, subject: subjectOf(mock, contract, origin), close: () => mock.close() }
}

function subjectOf(mock: Mock, contract: Contract, origin: string): Subject {
  const { admin, readonly, other } = contract.behaviour.seed.principals
  if (admin === undefined) {
    throw new UsageError(`Failed to check the mock of ${contract.id}: its behaviour.yaml seeds no principal named admin. Add seed.principals.admin with a token.`)
  }
  return {
    ...endpointOf(mock, origin, undefined),
    principals: { admin, ...(readonly && { readonly }), ...(other && { other }) },
    params: {},
    patience: { attempts: 20, pauseMs: 0 },
    ...(contract.behaviour.rateLimit && { burst: burstOf(mock, origin) }),
    requestBudget: 50_000,
    mayChangeGiven: true,
  }
}

function burstOf(mock: Mock, origin: string): Endpoint {
  mock.world(burstWorld).set({ limits: true, defects: mock.world().settings.defects })
  return endpointOf(mock, `${origin}/__world/${burstWorld}`, burstWorld)
}

/** Time passes in an instant: the world's frozen clock is moved instead of waiting. */
function endpointOf(mock: Mock, baseUrl: string, world: string | undefined): Endpoint {
  return {
    baseUrl,
    secondsPerSecond: 1,
    pass: (seconds) => {
      mock.world(world).clock.advance(seconds * 1000)
      return Promise.resolve()
    },
  }
}
