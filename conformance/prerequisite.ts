import { Driver } from './driver.ts'
import { answerOf, succeeded } from './history.ts'
import { make, readPlan } from './make.ts'
import { idParameter, resourceOf } from './resources.ts'
import type { Json } from '../specs/json.ts'
import type { Session } from './session.ts'

/** A resource that others have to name, who needs it, and where it is noted. */
export interface Needed {
  readonly resource: string
  readonly as: 'admin' | 'other'
  readonly known: Map<string, string>
  readonly shown: Map<string, Json>
}

/**
 * Sees to it that one resource of a type is there for others to name, and what it shows: the one that was given, or one that is made
 * for the whole run, noted in the ledger like everything that is made. It is not lent to checks, so that none of them can spoil it.
 * Tells what is wrong with one that was given and cannot be read: without it the run would say nothing of what names it.
 */
export async function founded(session: Session, { resource, as, known, shown }: Needed): Promise<string | undefined> {
  const { contract, offer } = session.options
  const { type } = resourceOf(contract, resource)
  const parameter = idParameter(type)
  const maker = new Driver(session, { check: `prerequisite for ${as}`, resource, count: 0 })
  const given = known.get(parameter)
  const own = as === 'other' ? offer.otherParams : offer.params
  const params =
    given === undefined
      ? (await make(maker, resource, { label: 'prerequisite', as, ...(type.serves && { changes: type.serves.fields }) })).params
      : { ...own, [parameter]: given }
  const seen = await maker.send('prerequisite', { ...readPlan(maker, { resource, params, body: {} }), as })
  const json = answerOf(seen)?.json
  if (!succeeded(seen) || json === undefined)
    return given === undefined ? undefined : `the ${type.title} ${given}, which was given, cannot be read: status ${answerOf(seen)?.status ?? 'unknown'}`
  known.set(parameter, params[parameter] ?? '')
  shown.set(parameter, json)
  return undefined
}
