import { prerequisites, wanted } from '../conformance/generate/known.ts'
import { offerOf } from '../conformance/offer.ts'
import { plan, type Planned, type Test } from '../conformance/plan.ts'
import { idParameter, resourceOf } from '../conformance/resources.ts'
import type { Subject } from '../conformance/subject/subject.ts'
import type { Contract } from '../specs/contract.ts'

/** What a run could do with every credential that the contract seeds and every leave given. Nothing is sent. */
export function planOfEverything(contract: Contract, checks: readonly Test[]): readonly Planned[] {
  const { admin = { token: '', params: {} }, readonly, other } = contract.behaviour.seed.principals
  const nowhere = { baseUrl: 'http://mock.invalid', secondsPerSecond: 1, pass: () => Promise.resolve() }
  const principals = { admin, ...(readonly && { readonly }), ...(other && { other }) }
  const patience = { attempts: 1, pauseMs: 0 }
  const subject: Subject = { ...nowhere, principals, params: {}, burst: nowhere, patience, requestBudget: 0, mayChangeGiven: true }
  const offer = offerOf(subject)
  for (const resource of [...wanted(contract), ...prerequisites(contract)]) {
    const [sample] = contract.behaviour.seed.resources[resource] ?? []
    const id = sample?.address.at(-1)
    if (sample === undefined || id === undefined) continue
    const parameter = idParameter(resourceOf(contract, resource).type)
    offer.known.set(parameter, id)
    offer.shown.set(parameter, sample.fields)
  }
  return plan(contract, offer, checks)
}
