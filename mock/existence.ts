import type { OperationBehaviour, ResourceType } from '../specs/behaviour.ts'
import type { Check, Context } from './context.ts'
import { wasAnswered } from './idempotency.ts'
import { present, stands, typeOf, type Moment } from './moment.ts'
import type { Resource } from './record.ts'
import type { Refused } from './refuse.ts'
import { tiesOf } from './ties.ts'

/** The addressed resource, and all that it lies in, must be there. */
export const existence: Check = (context) => {
  const { moment, type, behaviour } = context
  const parents = parentsOf(context)
  const missing = missingParent(moment, behaviour.resource, parents)
  if (missing !== undefined) return { refusal: 'parent-absent', detail: `${missing} not found` }
  if (isAboutMany(behaviour)) return undefined
  const { owner } = tiesOf(moment, behaviour.resource)
  if (owner !== undefined && present(moment, owner, addressOf(context, type.address)) === undefined)
    return absent(typeOf(moment, owner), addressOf(context, type.address).at(-1) ?? '')
  const resource = present(moment, behaviour.resource, addressOf(context, type.address))
  if (resource === undefined) return wasAnswered(context) ? undefined : absent(type, addressOf(context, type.address).at(-1) ?? '')
  context.resource = resource
  context.standing = stands(moment, resource)
  return undefined
}

/** What the addressed resource lies in; as far as the path tells, where an operation is about none. */
function parentsOf(context: Context): readonly string[] {
  const { type, behaviour, params } = context
  const names = type.address.slice(0, -1)
  const unknown = behaviour.action === 'tell' ? names.findIndex((name) => params[name] === undefined) : -1
  return addressOf(context, unknown < 0 ? names : names.slice(0, unknown))
}

/** True where an operation addresses none of the resources that it is about. */
function isAboutMany({ action }: OperationBehaviour): boolean {
  return action === 'list' || action === 'create' || action === 'import' || action === 'overview' || action === 'tell'
}

/** Whether what is addressed is there, with all that it lies in. */
export function isThere(context: Context): boolean {
  const { moment, type, behaviour } = context
  if (missingParent(moment, behaviour.resource, parentsOf(context)) !== undefined) return false
  return isAboutMany(behaviour) || present(moment, behaviour.resource, addressOf(context, type.address)) !== undefined
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

/** Whether a resource that was found in the store can be addressed: all that it lies in, or comes with, is there. */
export function isReachable(moment: Moment, { type, address }: Resource): boolean {
  const { owner } = tiesOf(moment, type)
  if (owner !== undefined && present(moment, owner, address) === undefined) return false
  return missingParent(moment, type, address.slice(0, -1)) === undefined
}

/** The title of the outermost type of which there is none, of those that something at such an address would lie in. */
function missingParent(moment: Moment, type: string, parents: readonly string[]): string | undefined {
  for (const name of tiesOf(moment, type).line) {
    const { address, title } = typeOf(moment, name)
    if (address.length <= parents.length && present(moment, name, parents.slice(0, address.length)) === undefined) return title
  }
  return undefined
}
