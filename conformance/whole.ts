import { Inconclusive } from './api.ts'
import { minimal } from './generate/minimal.ts'
import { answerOf, succeeded } from './history.ts'
import { operationFor, resourceOf } from './resources.ts'
import { at, isObject, objectOf, withAt } from '../specs/json.ts'
import { known } from '../specs/known.ts'
import type { Typed } from '../specs/behaviour.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import type { RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'

/** How a resource is known: by a read, and by what it was made with. */
export interface Acquaintance {
  readonly read: (plan: RequestPlan) => Promise<Exchange>
  readonly madeWith: (resource: string) => JsonObject | undefined
}

/**
 * The plan of an update whose body stands for the whole resource: what the resource is, with the change that the plan has laid over
 * it. Plans that are meant `exactly` as they stand are left alone. Throws `Inconclusive` where the subject fails to tell what it is.
 */
export async function whole(
  contract: Contract,
  plan: RequestPlan,
  { operation, read, madeWith }: Acquaintance & { readonly operation: Operation },
): Promise<RequestPlan> {
  const { behaviour, requestBody } = operation
  const reads = behaviour?.replaces === undefined || plan.exactly === true ? undefined : operationFor(contract, behaviour.resource, 'read')
  if (behaviour === undefined || requestBody === undefined || reads === undefined || !isObject(plan.body)) return plan
  const exchange = await read({ operation: reads.id, ...(plan.params && { params: plan.params }), ...(plan.as !== undefined && { as: plan.as }) })
  const made = madeWith(behaviour.resource)
  const { status = 0, json } = answerOf(exchange) ?? {}
  if (status >= 500 && made !== undefined) throw new Inconclusive(`what ${operation.id} would replace is not known: the answer to ${reads.id} was ${status}`)
  const shown = succeeded(exchange) ? json : undefined
  // What is not there is addressed with a body that would do for one that is.
  if (!isObject(shown)) return { ...plan, body: { ...objectOf(minimal(contract.document, requestBody.schema)), ...plan.body } }
  const base = asRequested(contract, { resource: behaviour.resource, schema: requestBody.schema, shown, madeWith: made })
  return { ...plan, body: { ...base, ...plan.body } }
}

interface Known {
  readonly resource: string
  /** Pointer of the schema of the body. */
  readonly schema: string
  readonly shown: JsonObject
  readonly madeWith: JsonObject | undefined
}

/** The body that would ask for what is shown. What is never shown is taken from the body it was made with. */
function asRequested(contract: Contract, { resource, schema, shown, madeWith }: Known): JsonObject {
  const { type } = resourceOf(contract, resource)
  const written = Object.entries(type.typed ?? {}).reduce<Json>((body, [place, rule]) => asWritten(body, place, rule), shown)
  const declared = withoutNulls(contract, schema, known(contract, schema, isObject(written) ? written : shown))
  const hidden = [...(type.secrets ?? []), ...(type.writeOnly ?? []).flatMap(({ places }) => places)]
  const base = hidden.reduce<Json>((body, place) => {
    const value = at(madeWith, place)
    return value === undefined || at(body, place) !== undefined ? body : withAt(body, place, value)
  }, declared)
  return isObject(base) ? base : declared
}

/** What is shown as null for want of a value is left out where a request may not say so. */
function withoutNulls(contract: Contract, schema: string, body: JsonObject): JsonObject {
  const place = contract.validate(schema, body)[0]?.at
  if (place === undefined || at(body, place) !== null) return body
  const left = withAt(body, place, undefined)
  return isObject(left) && at(left, place) === undefined ? withoutNulls(contract, schema, left) : body
}

/** Items with a typed value, as a request has them. */
function asWritten(body: Json, place: string, { id, value, shown }: Typed): Json {
  const items = at(body, place)
  if (!Array.isArray(items)) return body
  const asked = items.map((item: Json) => withAt(withAt({}, id, at(item, id) ?? null), value, at(item, shown.value) ?? null))
  return withAt(body, place, asked)
}
