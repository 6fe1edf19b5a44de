import type { OperationBehaviour, ResourceType, Shown } from '../../specs/behaviour.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import { follow } from '../../specs/document.ts'
import { isObject } from '../../specs/json.ts'

type Action = OperationBehaviour['action']

/** The operations that do one of these things. */
export function operationsOf({ operations }: Contract, ...actions: readonly Action[]): readonly Operation[] {
  return [...operations.values()].filter(({ behaviour }) => behaviour !== undefined && actions.includes(behaviour.action))
}

/** The resource types to which one of these things can be done. */
export function typesOf(contract: Contract, ...actions: readonly Action[]): readonly ResourceType[] {
  const ids = new Set(operationsOf(contract, ...actions).map(({ behaviour }) => behaviour?.resource))
  return Object.entries(contract.behaviour.resources).flatMap(([id, type]) => (ids.has(id) ? [type] : []))
}

/** Where a representation shows a value of the server's own. */
export function placesOf(type: ResourceType | undefined, is: NonNullable<Shown['is']>): readonly string[] {
  return Object.entries(type?.shows ?? {}).flatMap(([place, shown]) => (shown.is === is ? [place] : []))
}

/** True where a credential of a second tenant is known. */
export function knowsStranger({ behaviour }: Contract): boolean {
  return behaviour.auth.credentials.scope !== undefined && behaviour.seed.principals['other'] !== undefined
}

/** True where a credential is known whose role forbids something. */
export function knowsReader({ behaviour }: Contract): boolean {
  return behaviour.seed.principals['readonly'] !== undefined && Object.values(behaviour.auth.roles).some(({ forbids }) => forbids !== undefined)
}

/** True where some role forbids something of this kind. */
export function forbidsSome(contract: Contract, action: Action): boolean {
  const forbidden = Object.values(contract.behaviour.auth.roles).flatMap(({ forbids }) => (forbids ?? []).flatMap(({ operations }) => operations))
  return operationsOf(contract, action).some(({ id }) => forbidden.includes(id))
}

/** True where a member of a request body that is shown again may be a text of this many characters, or hold one. */
export function admitsText(contract: Contract, characters: number): boolean {
  const text = 'a'.repeat(characters)
  const room = contract.behaviour.content.maxBytes.bytes > characters
  return room && membersOf(contract).some((where) => [text, { note: text }].some((value) => contract.validate(where, value).length === 0))
}

/** JSON pointers of the schemas of all members of request bodies that are shown again. */
function membersOf(contract: Contract): readonly string[] {
  return operationsOf(contract, 'create', 'update').flatMap(({ requestBody, behaviour }) => {
    const body = requestBody === undefined ? undefined : follow(contract.document, requestBody.schema)
    const properties = body?.value['properties']
    const hidden = (contract.behaviour.resources[behaviour?.resource ?? '']?.writeOnly ?? []).flatMap(({ places }) => places)
    if (body === undefined || !isObject(properties)) return []
    const places = Object.keys(properties).map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    return places.filter((place) => !hidden.includes(place)).map((place) => `${body.where}/properties${place}`)
  })
}
