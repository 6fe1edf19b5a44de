import { rulesOf, type ResourceType } from '../../specs/behaviour.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import { follow } from '../../specs/document.ts'
import { at, valuesAt } from '../../specs/json.ts'
import type { Call, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import { collectionOf } from '../record.ts'
import { knowsStranger, operationsOf, typesOf } from './applies.ts'
import { typeOfCall, withTypes } from './import-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, jsonOf } from './parts.ts'
import { ruled, without } from './rule-parts.ts'

/** Names need not differ from those of others. */
function shared(call: Call): Call {
  return withTypes(call, (type) => ({ ...type, rules: (type.rules ?? []).filter((rule) => rule.rule !== 'unique' || rule.within === undefined) }))
}

const named = (contract: Contract) => typesOf(contract, 'create').some((type) => rulesOf(type, 'unique').some(({ within }) => within !== undefined))

/** True where the same name may stand where something else differs, and that can be chosen freely. */
function parted(type: ResourceType): boolean {
  const bound = [...rulesOf(type, 'equal'), ...rulesOf(type, 'exists'), ...rulesOf(type, 'member-of')].map((rule) => rule.at)
  const offered = rulesOf(type, 'offered').filter(({ at: place, values }) => !bound.includes(place) && values.length > 1)
  return rulesOf(type, 'unique').some(({ within = [] }) => offered.some((rule) => within.includes(rule.at)))
}

/** Names are the same in the same letter case only. */
function cased(call: Call): Call {
  return withTypes(call, (type) => ({
    ...type,
    rules: (type.rules ?? []).map((rule) => {
      if (rule.rule !== 'unique') return rule
      const { caseless: _, ...others } = rule
      return others
    }),
  }))
}

/** True where names that differ in letter case only are the same, and this can give one. */
function caseless(action: 'create' | 'update'): (contract: Contract) => boolean {
  const gives = ({ behaviour, requestBody }: Operation, { document, behaviour: { resources } }: Contract) => {
    const type = resources[behaviour?.resource ?? ''] ?? {}
    const members = requestBody === undefined ? undefined : follow(document, requestBody.schema)?.value['properties']
    const isFixed = (place: string) => action === 'update' && rulesOf(type, 'immutable').some((rule) => rule.at.includes(place))
    return rulesOf(type, 'unique').some((rule) => rule.caseless !== undefined && rule.at.every((place) => at(members, place) !== undefined && !isFixed(place)))
  }
  return (contract) => operationsOf(contract, action).some((operation) => gives(operation, contract))
}

/** True where each of the values that have to go together goes with something. */
function hasOwnValues(call: Call): boolean {
  const body = jsonOf(call)
  return rulesOf(typeOfCall(call) ?? {}, 'combination').every(({ at: places, values }) =>
    places.every((place, index) => values.some((row) => row[index] === null || row[index] === at(body, place))),
  )
}

/** What a body breaks together with what is there besides. */
export const ruleOtherDefects: readonly Defect[] = [
  {
    id: 'rule.reference-unchecked',
    violates: 'rule.exists',
    sentence: 'Makes a resource that names one that is not there.',
    applies: ruled('create', 'exists'),
    wrap: accepts(['unknown-reference'], without('create', 'exists')),
  },
  {
    id: 'rule.reference-refused-done-anyway',
    violates: 'rule.exists',
    sentence: 'Refuses a body that names what is not there, and makes the resource all the same.',
    applies: ruled('create', 'exists'),
    wrap: doesAnyway(['unknown-reference'], without('create', 'exists')),
  },
  {
    id: 'rule.reference-of-strangers',
    violates: 'rule.exists',
    sentence: 'Makes a resource that names one of another tenant.',
    applies: (contract) => knowsStranger(contract) && namesOwned(contract),
    wrap: accepts(['unknown-reference'], (call, around) => (namesStranger(call, around) ? without('create', 'exists')(call) : call)),
  },
  {
    id: 'rule.other-value-accepted',
    violates: 'rule.equal',
    sentence: 'Never compares a member with the resource that it follows from.',
    applies: ruled('create', 'equal'),
    wrap: accepts(['rule-broken'], without('create', 'equal')),
  },
  {
    id: 'rule.other-value-refused-done-anyway',
    violates: 'rule.equal',
    sentence: 'Refuses a member that differs from what it follows from, and makes the resource all the same.',
    applies: ruled('create', 'equal'),
    wrap: doesAnyway(['rule-broken'], without('create', 'equal')),
  },
  {
    id: 'rule.stranger-among-members',
    violates: 'rule.member-of',
    sentence: 'Makes a resource that names a part which is not there.',
    applies: ruled('create', 'member-of'),
    wrap: accepts(['rule-broken'], without('create', 'member-of')),
  },
  {
    id: 'rule.stranger-refused-done-anyway',
    violates: 'rule.member-of',
    sentence: 'Refuses the name of a part that is not there, and makes the resource all the same.',
    applies: ruled('create', 'member-of'),
    wrap: doesAnyway(['rule-broken'], without('create', 'member-of')),
  },
  {
    id: 'rule.first-member-alone-checked',
    violates: 'rule.member-of',
    sentence: 'Looks at the first of several names only.',
    applies: (contract) => typesOf(contract, 'create').some((type) => rulesOf(type, 'member-of').some((rule) => rule.at.endsWith('/*'))),
    wrap: editCall((call) =>
      withTypes(call, (type) => ({
        ...type,
        rules: (type.rules ?? []).map((rule) => (rule.rule === 'member-of' && rule.at.endsWith('/*') ? { ...rule, at: rule.at.replace(/\*$/, '0') } : rule)),
      })),
    ),
  },
  {
    id: 'rule.anything-on-offer',
    violates: 'rule.offered',
    sentence: 'Makes what is not on offer.',
    applies: ruled('create', 'offered'),
    wrap: accepts(['rule-broken'], without('create', 'offered')),
  },
  {
    id: 'rule.not-offered-done-anyway',
    violates: 'rule.offered',
    sentence: 'Refuses what is not on offer, and makes it all the same.',
    applies: ruled('create', 'offered'),
    wrap: doesAnyway(['rule-broken'], without('create', 'offered')),
  },
  {
    id: 'rule.anything-goes-together',
    violates: 'rule.combination',
    sentence: 'Makes what has values that do not go together.',
    applies: ruled('create', 'combination'),
    wrap: accepts(['rule-broken'], without('create', 'combination')),
  },
  {
    id: 'rule.not-together-done-anyway',
    violates: 'rule.combination',
    sentence: 'Refuses values that do not go together, and makes the resource all the same.',
    applies: ruled('create', 'combination'),
    wrap: doesAnyway(['rule-broken'], without('create', 'combination')),
  },
  {
    id: 'rule.each-value-by-itself',
    violates: 'rule.combination',
    sentence: 'Looks at each value by itself, and never at what goes together.',
    applies: ruled('create', 'combination'),
    wrap: accepts(['rule-broken'], (call) => (hasOwnValues(call) ? without('create', 'combination')(call) : call)),
  },
  {
    id: 'rule.name-twice',
    violates: 'rule.unique-name',
    sentence: 'Gives two resources the same name.',
    applies: named,
    wrap: accepts(['name-taken'], shared),
  },
  {
    id: 'rule.name-refused-done-anyway',
    violates: 'rule.unique-name',
    sentence: 'Refuses a name that is taken, and makes the resource all the same.',
    applies: named,
    wrap: doesAnyway(['name-taken'], shared),
  },
  {
    id: 'rule.case-told-apart',
    violates: 'rule.caseless-name',
    sentence: 'Gives two resources the same name in different letter cases.',
    applies: caseless('create'),
    wrap: accepts(['name-taken'], cased),
  },
  {
    id: 'rule.other-case-refused-done-anyway',
    violates: 'rule.caseless-name',
    sentence: 'Refuses a name that is taken in another letter case, and does what was asked all the same.',
    applies: caseless('create'),
    wrap: doesAnyway(['name-taken'], cased),
  },
  {
    id: 'rule.case-told-apart-in-updates',
    violates: 'rule.caseless-name',
    sentence: 'Lets an update take a name that is taken in another letter case.',
    applies: caseless('update'),
    wrap: accepts(['name-taken'], (call) => (behaviourOf(call)?.action === 'update' ? cased(call) : call)),
  },
  {
    id: 'rule.name-taken-everywhere',
    violates: 'rule.unique-name',
    sentence: 'Refuses a name that is taken elsewhere only.',
    applies: (contract) => typesOf(contract, 'create').some(parted),
    wrap: editCall((call) =>
      withTypes(call, (type) => ({
        ...type,
        rules: (type.rules ?? []).map((rule) => (rule.rule === 'unique' && rule.within !== undefined ? { ...rule, within: [] } : rule)),
      })),
    ),
  },
]

/** True where what is named lies in the scope of a tenant, and the sample data has some of it, or a tenant can make it. */
function namesOwned(contract: Contract): boolean {
  const { scope } = contract.behaviour.auth.credentials
  return typesOf(contract, 'create').some((type) =>
    rulesOf(type, 'exists').some(({ resource }) => contract.behaviour.resources[resource]?.address.some((name) => [scope].flat().includes(name)) === true),
  )
}

/** True where a body names what lies in the scope of another tenant. */
function namesStranger(call: Call, { view }: Surroundings): boolean {
  const { resources, seed } = call.contract.behaviour
  const other = seed.principals['other']?.params ?? {}
  const body = jsonOf(call)
  return rulesOf(resources[behaviourOf(call)?.resource ?? ''] ?? {}, 'exists').some((rule) => {
    const parents = resources[rule.resource]?.address.slice(0, -1).flatMap((name) => other[name] ?? []) ?? []
    const [id] = valuesAt(body, rule.at)
    return typeof id === 'string' && at(body, rule.at) !== undefined && view.get(collectionOf(rule.resource, parents), id) !== undefined
  })
}
