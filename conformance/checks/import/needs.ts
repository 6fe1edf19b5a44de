import { all, met, unmet } from '../../need.ts'
import { shapeAt } from '../../generate/shape.ts'
import { isFreeText, shapeOf } from '../validation/places.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import type { Keyed, Kubeconfig, ResourceType } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** How the type under test is brought in from elsewhere, and where what was brought in is listed. */
export interface Importing {
  readonly id: string
  readonly operation: Operation
  readonly type: ResourceType
  readonly contract: Contract
  /** JSON pointer of the schema of the body. */
  readonly schema: string
  /** JSON pointer of the kubeconfig in the body. */
  readonly place: string
  readonly list: { readonly id: string; readonly items: string } | undefined
  /** Name of a member with free text that a representation shows: it is made to tell which import it belongs to. */
  readonly marker: string | undefined
}

/** Unmet where nothing is imported, or where what is imported could not be deleted again. The list is evidence only. */
export function importing(reading: Reading): Need<Importing> {
  const { resource, type } = reading
  const [own, remove, list, document] = [reading.operation('import'), reading.operation('delete'), reading.sighted(), reading.document()]
  if (own.kind === 'unmet') return own
  if (remove.kind === 'unmet') return unmet(`a ${resource} could be imported but not deleted again`)
  if (document.kind === 'unmet') return document
  const made = reading.operation('create').kind === 'met' ? reading.creatable() : met(undefined)
  if (made.kind === 'unmet') return made
  const { id, operation } = own.value
  const schema = operation.requestBody?.schema
  const place = Object.keys(type.kubeconfigs ?? {}).find((where) => schema !== undefined && shapeOf(document.value, schema, where) !== undefined)
  if (schema === undefined || place === undefined) return unmet(`the import of a ${resource} takes no kubeconfig`)
  const { value: contract } = document
  const seen = list.kind === 'met' ? list.value : undefined
  const marker = markerOf({ contract, type, schema })
  return met({ id, operation, type, contract, schema, place, list: seen, marker }, ...own.leansOn, ...(list.kind === 'met' ? list.leansOn : []))
}

/** The first member that takes any name of ours, names nothing else and is shown again. */
function markerOf({ contract, type, schema }: Pick<Importing, 'contract' | 'type' | 'schema'>): string | undefined {
  const shown = shapeAt(contract.document, `/components/schemas/${type.schema}`)?.properties
  const apart = new Set([
    ...Object.keys(type.kubeconfigs ?? {}),
    ...rulesOf(type, 'exists').map((rule) => rule.at),
    ...(type.secrets ?? []),
    ...(type.writeOnly ?? []).flatMap(({ places }) => places),
    ...(type.unsure ?? []).map(({ at }) => at),
  ])
  const members = [...(shapeAt(contract.document, schema)?.properties ?? [])]
  return members.find(([name, where]) => {
    const shape = shapeAt(contract.document, where)
    const isOurs = shape !== undefined && isFreeText(shape) && contract.validate(where, 'cp-abc123-100').length === 0
    return isOurs && shown?.has(name) === true && !apart.has(`/${name}`)
  })?.[0]
}

/** What the contract says a kubeconfig has to be. */
export function usable(reading: Reading): Need<Kubeconfig> {
  const [rule] = Object.values(reading.type.kubeconfigs ?? {})
  return rule === undefined ? unmet(`the contract does not say what a kubeconfig of a ${reading.resource} has to be`) : met(rule, rule)
}

/** The header with which an import may be sent again, and how long a key may be. */
export function keyed(reading: Reading): Need<{ readonly header: string; readonly longest: number; readonly rule: Keyed }> {
  const rules = reading.stated(({ idempotency }) => idempotency, 'the contract has no idempotency key')
  const own = reading.operation('import')
  if (rules.kind === 'unmet' || own.kind === 'unmet') return rules.kind === 'unmet' ? rules : unmet(`no ${reading.resource} is imported`)
  const rule = own.value.operation.behaviour?.idempotency
  if (rule === undefined) return unmet(`the import of a ${reading.resource} takes no idempotency key`)
  return met({ header: rules.value.header, longest: rules.value.key.maxLength, rule }, rules.value, rule)
}

/** Where a kubeconfig that was imported is shown again: a view, and the JSON pointer in its answer. */
export interface Shown {
  readonly id: string
  readonly at: string
}

/** The views of any type that show a kubeconfig which was sent. Leans on nothing: whoever accuses over them leans on them. */
export function viewsOf({ behaviour, operations }: Contract): readonly Shown[] {
  return [...operations.values()].flatMap(({ id, behaviour: own }) => {
    const places = own === undefined ? undefined : behaviour.resources[own.resource]?.kubeconfigs
    if (own === undefined || places === undefined) return []
    return Object.entries(own.shows ?? {}).flatMap(([at, { field }]) => (field !== undefined && Object.hasOwn(places, field) ? [{ id, at }] : []))
  })
}

/** The view that gives the kubeconfig back, with what it is refused with where there is none yet. */
export function readBack(reading: Reading): Need<Shown & { readonly notYet: readonly number[] }> {
  const view = reading.operation('view')
  const document = reading.document()
  if (view.kind === 'unmet' || document.kind === 'unmet') return unmet(`no view of a ${reading.resource} shows its kubeconfig`)
  const shown = viewsOf(document.value).find(({ id }) => id === view.value.id)
  if (shown === undefined) return unmet(`no view of a ${reading.resource} shows the kubeconfig that was imported`)
  const { requires } = view.value.operation.behaviour ?? {}
  if (requires === undefined) return met({ ...shown, notYet: [] }, ...view.leansOn)
  const needs = all({ early: reading.refusal('not-ready'), rule: met(requires, requires) })
  return needs.kind === 'unmet' ? needs : met({ ...shown, notYet: needs.value.early.statuses }, ...view.leansOn, ...needs.leansOn)
}
