import type { SeedResource } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import { fingerprint, uuid } from './ids.ts'
import { HINT, STRIDE, type Resource } from './record.ts'
import type { Noting } from './state/fact.ts'
import { Store } from './store.ts'

/** Numbers of a seeded world begin here, so that versions have as many digits as a vendor's. */
const FIRST = 100_000
/** Reads and steps by hand of a resource that settled long ago. */
const LONG_AGO = 1_000_000

/** The first state of a world: the contract's sample resources, all settled. */
export function seeded(contract: Contract, from: { seed: number; now: number }, note?: Noting): Store {
  const store = new Store(FIRST + (Math.abs(from.seed) % 1000) * STRIDE, note)
  for (const [type, resources] of Object.entries(contract.behaviour.seed.resources)) {
    for (const sample of resources) store.commit([{ kind: 'put', resource: resourceOf(contract, { type, sample, revision: store.next, ...from }) }])
  }
  return store
}

function resourceOf(contract: Contract, from: { type: string; sample: SeedResource; revision: number; seed: number; now: number }): Resource {
  const { type, sample } = from
  const lifecycle = contract.behaviour.lifecycles?.[contract.behaviour.resources[type]?.lifecycle ?? '']
  const trigger = sample.trigger ?? 'create'
  const seconds = (lifecycle?.triggers[trigger]?.through ?? []).reduce((sum, step) => sum + step.seconds, 0)
  const began = sample.trigger === undefined ? 0 : from.now - seconds * 1000
  const applies = lifecycle?.triggers[trigger]?.applies === true ? { applies: sample.fields } : {}
  return {
    type,
    address: sample.address,
    uid: uuid(from.seed, type, ...sample.address),
    revision: from.revision,
    born: from.revision,
    created: from.now,
    updated: from.now,
    generation: 1,
    fields: sample.fields,
    settled: sample.fields,
    settledGeneration: 1,
    ...(lifecycle === undefined ? {} : { progress: { trigger, at: began, reads: LONG_AGO, moved: LONG_AGO, reached: [], ...applies } }),
    ...(sample.secret === undefined ? {} : { secret: fingerprint(sample.secret), hint: sample.secret.slice(0, HINT) }),
    ...(sample.scopes === undefined ? {} : { scopes: sample.scopes }),
    ...(sample.caller === undefined ? {} : { caller: sample.caller }),
  }
}
