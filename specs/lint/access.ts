import type { Problem } from '../finding.ts'
import { parameterNames } from '../segment.ts'
import { resourceNamed } from './names.ts'
import { choices, keys, own, reporter } from './rule.ts'
import type { Rule } from './rule.ts'

const unknownOperation = reporter('operation-exists')
const unknownResource = reporter('resource-exists')
const contradiction = reporter('role-contradiction')
const badScope = reporter('credential-scope')
const unknownRole = reporter('role-exists')
const placeholder = reporter('environment-placeholder')

/** Roles name operations, and no role both has a right and lacks it. */
export const roleRules: Rule = ({ behaviour, operations }) =>
  Object.entries(behaviour.auth.roles).flatMap(([name, role]) => {
    const allowed = new Set((role.allows ?? []).flatMap((right) => right.operations))
    const found: Problem[] = []
    for (const side of ['allows', 'forbids'] as const) {
      for (const [index, right] of (role[side] ?? []).entries()) {
        for (const [place, id] of right.operations.entries()) {
          const path = ['auth', 'roles', name, side, index, 'operations', place]
          if (!operations.has(id)) found.push(unknownOperation(path, `openapi.yaml has no operation '${id}'. Write one of its operationIds, or remove it.`))
          else if (side === 'forbids' && allowed.has(id))
            found.push(contradiction(path, `The role '${name}' allows and forbids '${id}'. Remove one of the two.`))
        }
      }
    }
    return found
  })

/** Credentials are resources, bound to a parameter of their own address. */
export const credentialRules: Rule = ({ behaviour }) => {
  const { resource, scope, defaultRole } = behaviour.auth.credentials
  const odd = defaultRole === undefined || own(behaviour.auth.roles, defaultRole) !== undefined ? [] : [noRole(defaultRole, keys(behaviour.auth.roles))]
  const credential = own(behaviour.resources, resource)
  if (credential === undefined) {
    return [unknownResource(['auth', 'credentials', 'resource'], `There is no resource '${resource}'. Write one of ${choices(keys(behaviour.resources))}.`)]
  }
  if (scope === undefined || credential.address.includes(scope)) return odd
  const message = `The address of '${resource}' has no parameter '${scope}'. Write one of ${choices(credential.address)}, or remove \`scope\`.`
  return [badScope(['auth', 'credentials', 'scope'], message), ...odd]
}

function noRole(role: string, roles: readonly string[]): Problem {
  return unknownRole(['auth', 'credentials', 'defaultRole'], `There is no role '${role}'. Write one of ${choices(roles)}.`)
}

/** A scope is told outside the path only where credentials have one; where they have several, something tells which. */
export const contextRules: Rule = (pair) => {
  const { context, credentials } = pair.behaviour.auth
  if (context === undefined) return []
  const { header, broad } = context
  const told = header === undefined ? "The scope is the credential's own" : 'A header names a scope'
  const unscoped = `${told}, but credentials have none. Add \`scope\` to the credentials, or remove \`context\`.`
  const inPath = [...pair.operations.values()].some(({ template }) => parameterNames(template).includes(credentials.scope ?? ''))
  const untold = `A '${broad}' is good for several scopes, but neither a path nor a header tells which one is meant. Add \`header\`, or remove \`broad\`.`
  return [
    ...(credentials.scope === undefined ? [badScope(['auth', 'context'], unscoped)] : []),
    ...(broad !== undefined && header === undefined && !inPath ? [badScope(['auth', 'context', 'broad'], untold)] : []),
    ...resourceNamed(pair, ['auth', 'context', 'broad'], broad),
  ]
}

/** Environment variables are filled in with what every start of the mock knows. */
export const environmentRules: Rule = ({ behaviour }) => {
  const known = ['origin', 'token', ...keys(behaviour.seed.principals['admin']?.params)]
  return (behaviour.provider.environment ?? []).flatMap(({ value }, index) => {
    const odd = [...value.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '').filter((name) => !known.includes(name))
    return odd.map((name) =>
      placeholder(['provider', 'environment', index, 'value'], `'{${name}}' stands for nothing. Write one of ${choices(known.map((each) => `{${each}}`))}.`),
    )
  })
}
