import type { ResourceType } from '../specs/behaviour.ts'
import type { Check, Context } from './context.ts'
import { wasAnswered } from './idempotency.ts'
import { present, stands, typeOf, type Moment } from './moment.ts'
import type { Resource } from './record.ts'
import type { Refused } from './refuse.ts'

/** The addressed resource, and all that it lies in, must be there. */
export const existence: Check = (context) => {
  const { moment, type, behaviour } = context
  const parents = addressOf(context, type.address.slice(0, -1))
  const missing = missingParent(context, parents)
  if (missing !== undefined) return { refusal: 'parent-absent', detail: `${missing} not found` }
  if (behaviour.action === 'list' || behaviour.action === 'create' || behaviour.action === 'import') return undefined
  const owner = ownerOf(moment, behaviour.resource)
  if (owner !== undefined && present(moment, owner, addressOf(context, type.address)) === undefined)
    return absent(typeOf(moment, owner), addressOf(context, type.address).at(-1) ?? '')
  const resource = present(moment, behaviour.resource, addressOf(context, type.address))
  if (resource === undefined) return wasAnswered(context) ? undefined : absent(type, addressOf(context, type.address).at(-1) ?? '')
  context.resource = resource
  context.standing = stands(moment, resource)
  return undefined
}

/** Nothing of this type has this identifier. */
export function absent({ title }: ResourceType, id: string): Refused {
  return { refusal: 'absent', detail: `${title} not found`, facts: { resource: title, id } }
}

/** Values of path parameters, in the order of an address; folded to lower case where the type says so. */
export function addressOf({ params, type }: Context, names: readonly string[]): string[] {
  return names.map((name) => {
    const value = params[name] ?? ''
    return name === type.address[type.address.length - 1] && type.lowerCase?.includes(type.identity.field) === true ? value.toLowerCase() : value
  })
}

/** The resource type that one of this type comes and goes with. */
function ownerOf({ contract }: Moment, name: string): string | undefined {
  const { resources } = contract.behaviour
  for (const owner in resources) if (resources[owner]?.companions?.includes(name) === true) return owner
  return undefined
}

/** Whether a resource that was found in the store can be addressed: all that it lies in, or comes with, is there. */
export function isReachable(moment: Moment, { type, address }: Resource): boolean {
  const owner = ownerOf(moment, type)
  if (owner !== undefined && present(moment, owner, address) === undefined) return false
  return missingParent({ moment, type: typeOf(moment, type) }, address.slice(0, -1)) === undefined
}

function missingParent({ moment, type }: Pick<Context, 'moment' | 'type'>, parents: readonly string[]): string | undefined {
  for (const [name, candidate] of Object.entries(moment.contract.behaviour.resources)) {
    const depth = candidate.address.length
    if (depth > parents.length || !candidate.address.every((parameter, i) => parameter === type.address[i])) continue
    if (present(moment, name, parents.slice(0, depth)) === undefined) return candidate.title
  }
  return undefined
}
