import { all, met, unmet } from '../../need.ts'
import { resourceOf } from '../../resources.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { dependantOn } from '../dependant.ts'
import { requiredPlaces } from '../../generate/known.ts'
import { sight } from '../sight.ts'
import type { ResourceType, Rule } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Dependant, Named } from '../dependant.ts'
import type { Sight } from '../sight.ts'

export type Exists = Extract<Rule, { readonly rule: 'exists' }>

/** Resources of another type that have to name one of the type under test, how they are made, and what says that they name it. */
export interface Relation {
  readonly contract: Contract
  readonly resource: string
  readonly type: ResourceType
  readonly by: Dependant
  readonly rule: Exists
  readonly sight: Sight
}

/** The first type whose plainest body names one of the type under test, and which the run can make and be rid of. */
export function relation(reading: Reading): Need<Relation> {
  const document = reading.document()
  const own = all({ create: reading.creatable(), remove: reading.operation('delete'), sight: sight(reading) })
  if (document.kind === 'unmet') return document
  if (own.kind === 'unmet') return own
  const contract = document.value
  for (const resource of Object.keys(contract.behaviour.resources)) {
    const rule = resource === reading.resource ? undefined : requiredPlaces(contract, resource).find((one) => one.resource === reading.resource)
    const by = rule && dependantOn(contract, resource, rule.at)
    if (rule === undefined || by === undefined) continue
    const operations = [by.create, by.read, by.remove].flatMap((id) => contract.operations.get(id)?.behaviour ?? [])
    const value = { contract, resource: reading.resource, type: reading.type, by, rule, sight: own.value.sight }
    return met(value, ...own.leansOn, ...operations)
  }
  return unmet(`nothing that the run can make has to name a ${reading.resource}`)
}

/** What a member of the type that names has to be among, in the one under test. */
export function memberships({ contract, by, rule }: Relation): readonly Extract<Rule, { readonly rule: 'member-of' }>[] {
  return rulesOf(resourceOf(contract, by.resource).type, 'member-of').filter((one) => one.through === rule.at)
}

/** What is named, as a look at it shows it. */
export async function lookAt(
  api: Api,
  { resource, type, sight: seen }: Relation,
  { label, handle }: { readonly label: string; readonly handle: Handle },
): Promise<Named> {
  const exchange = await api.send(label, seen.plan(handle.params))
  const shown: Json | undefined = seen.shown(exchange, handle.params[type.address.at(-1) ?? ''])
  return { resource, params: handle.params, shown }
}
