import type { Problem } from '../finding.ts'
import { parameterNames } from '../segment.ts'
import { choices, keys, own, reporter } from './rule.ts'
import type { Rule } from './rule.ts'

const unknownOperation = reporter('operation-exists')
const unknownResource = reporter('resource-exists')
const contradiction = reporter('role-contradiction')
const badScope = reporter('credential-scope')
const badAddress = reporter('seed-address')
const taken = reporter('seed-unique')
const unknownToken = reporter('seed-token')
const unknownRole = reporter('seed-role')
const unknownParameter = reporter('parameter-exists')
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
  const { resource, scope } = behaviour.auth.credentials
  const credential = own(behaviour.resources, resource)
  if (credential === undefined) {
    return [unknownResource(['auth', 'credentials', 'resource'], `There is no resource '${resource}'. Write one of ${choices(keys(behaviour.resources))}.`)]
  }
  if (scope === undefined || credential.address.includes(scope)) return []
  const message = `The address of '${resource}' has no parameter '${scope}'. Write one of ${choices(credential.address)}, or remove \`scope\`.`
  return [badScope(['auth', 'credentials', 'scope'], message)]
}

/** Seeded resources fit their types, and each has an address of its own. */
export const seedRules: Rule = ({ behaviour }) =>
  Object.entries(behaviour.seed.resources).flatMap(([type, seeded]) => {
    const wanted = own(behaviour.resources, type)?.address
    if (wanted === undefined) {
      return [unknownResource(['seed', 'resources', type], `There is no resource '${type}'. Write one of ${choices(keys(behaviour.resources))}.`)]
    }
    const seen = new Set<string>()
    return seeded.flatMap(({ address }, index) => {
      const path = ['seed', 'resources', type, index, 'address']
      if (address.length !== wanted.length) {
        return [
          badAddress(
            path,
            `The address has ${address.length} values, but one of '${type}' has ${wanted.length}: ${choices(wanted)}. Write one value for each.`,
          ),
        ]
      }
      const text = JSON.stringify(address)
      if (seen.has(text)) return [taken(path, `Another '${type}' has the address ${text} already. Give this one another.`)]
      seen.add(text)
      return []
    })
  })

/** Principals carry tokens of seeded credentials, whose roles are known, and params that some path has. */
export const principalRules: Rule = ({ behaviour, operations }) => {
  const { credentials, roles } = behaviour.auth
  const seeded = own(behaviour.seed.resources, credentials.resource) ?? []
  const parameters = new Set([...operations.values()].flatMap(({ template }) => parameterNames(template)))
  const principals = Object.entries(behaviour.seed.principals).flatMap(([name, { token, params }]) => {
    const path = ['seed', 'principals', name]
    const odd = keys(params).filter((key) => !parameters.has(key))
    const known = seeded.some(({ secret }) => secret === token)
    return [
      ...odd.map((key) => unknownParameter([...path, 'params', key], `No path has a parameter '${key}'. Write one of ${choices(parameters)}, or remove it.`)),
      ...(known ? [] : [unknownToken([...path, 'token'], `No seeded '${credentials.resource}' has this token as its \`secret\`. Seed one that has.`)]),
    ]
  })
  const odd = seeded.flatMap(({ fields }, index) => {
    const role = fields[credentials.role]
    if (typeof role === 'string' && own(roles, role) !== undefined) return []
    const path = ['seed', 'resources', credentials.resource, index, 'fields']
    return [
      unknownRole(path, `The field '${credentials.role}' is ${JSON.stringify(role) ?? 'absent'}, which is no role. Write one of ${choices(keys(roles))}.`),
    ]
  })
  return [...principals, ...odd]
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
