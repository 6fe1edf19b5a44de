import { offerOf } from '../conformance/offer.ts'
import { plan, type Planned, type Test } from '../conformance/plan.ts'
import type { Contract } from '../specs/contract.ts'

/** What a run could do with every credential that the contract seeds and every leave given. Nothing is sent. */
export function planOfEverything(contract: Contract, checks: readonly Test[]): readonly Planned[] {
  const { admin = { token: '', params: {} }, readonly, other } = contract.behaviour.seed.principals
  const nowhere = { baseUrl: 'http://mock.invalid', secondsPerSecond: 1 }
  const principals = { admin, ...(readonly && { readonly }), ...(other && { other }) }
  const patience = { attempts: 1, pauseMs: 0 }
  return plan(contract, offerOf({ ...nowhere, principals, params: {}, burst: nowhere, patience, requestBudget: 0, mayChangeGiven: true }), checks)
}
