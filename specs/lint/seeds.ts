import { parameterNames } from '../segment.ts'
import { resourceNamed } from './names.ts'
import { choices, keys, own, reporter } from './rule.ts'
import type { Pair, Rule } from './rule.ts'

const badAddress = reporter('seed-address')
const taken = reporter('seed-unique')
const noScopes = reporter('seed-scopes')
const unknownToken = reporter('seed-token')
const unknownRole = reporter('seed-role')
const unknownParameter = reporter('parameter-exists')

/** Seeded resources fit their types, and each has an address of its own. */
export const seedRules: Rule = (pair) => [...addresses(pair), ...scopes(pair)]

/** Only credentials that are good for several scopes say which. */
const scopes: Rule = ({ behaviour }) => {
  const broad = behaviour.auth.context?.broad
  return Object.entries(behaviour.seed.resources).flatMap(([type, seeded]) =>
    seeded.flatMap((sample, index) => {
      if ((sample.scopes === undefined) === (type !== broad)) return []
      const path = ['seed', 'resources', type, index]
      if (sample.scopes === undefined)
        return [noScopes(path, `A '${type}' is good for several scopes, but this one names none. Add \`scopes\` with their identifiers.`)]
      return [noScopes([...path, 'scopes'], `A '${type}' is no credential for several scopes (\`auth.context.broad\`). Remove \`scopes\`.`)]
    }),
  )
}

const addresses: Rule = (pair) =>
  Object.entries(pair.behaviour.seed.resources).flatMap(([type, seeded]) => {
    const wanted = own(pair.behaviour.resources, type)?.address
    if (wanted === undefined) return resourceNamed(pair, ['seed', 'resources', type], type)
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

/** Types of which each one is a credential. */
function credentialTypes({ behaviour: { auth } }: Pair): readonly string[] {
  return [auth.credentials.resource, ...(auth.context?.broad === undefined ? [] : [auth.context.broad])]
}

/** Principals carry tokens of seeded credentials, and params that some path has, or that a header tells. */
export const principalRules: Rule = (pair) => {
  const { auth, seed } = pair.behaviour
  const types = credentialTypes(pair)
  const seeded = types.flatMap((type) => own(seed.resources, type) ?? [])
  const told = auth.context === undefined || auth.credentials.scope === undefined ? [] : [auth.credentials.scope]
  const parameters = new Set([...told, ...[...pair.operations.values()].flatMap(({ template }) => parameterNames(template))])
  return Object.entries(seed.principals).flatMap(([name, { token, params }]) => {
    const path = ['seed', 'principals', name]
    const odd = keys(params).filter((key) => !parameters.has(key))
    const known = seeded.some(({ secret }) => secret === token)
    return [
      ...odd.map((key) => unknownParameter([...path, 'params', key], `No path has a parameter '${key}'. Write one of ${choices(parameters)}, or remove it.`)),
      ...(known
        ? []
        : [
            unknownToken([...path, 'token'], `No seeded ${types.map((type) => `'${type}'`).join(' or ')} has this token as its \`secret\`. Seed one that has.`),
          ]),
    ]
  })
}

/** Seeded credentials have roles that are known, or none where there is a role for that. */
export const seededRoleRules: Rule = (pair) => {
  const { credentials, roles } = pair.behaviour.auth
  return credentialTypes(pair).flatMap((type) =>
    (own(pair.behaviour.seed.resources, type) ?? []).flatMap(({ fields }, index) => {
      const role = fields[credentials.role] ?? credentials.defaultRole
      if (typeof role === 'string' && own(roles, role) !== undefined) return []
      const path = ['seed', 'resources', type, index, 'fields']
      return [
        unknownRole(path, `The field '${credentials.role}' is ${JSON.stringify(role) ?? 'absent'}, which is no role. Write one of ${choices(keys(roles))}.`),
      ]
    }),
  )
}
