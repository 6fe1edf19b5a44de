import { all, map, met, optional, unmet } from '../../need.ts'
import { operationFor } from '../../resources.ts'
import { trialsOf } from '../../rules/breaking.ts'
import { weakest } from '../../../specs/statement.ts'
import { nursery } from '../nursery.ts'
import type { Refusal, ResourceType, Rule, RuleKind } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Basis, Sourced } from '../../../specs/statement.ts'
import type { Need } from '../../need.ts'
import type { ItemsNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Ground } from '../../rules/ground.ts'
import type { Trial, Variant } from '../../rules/trial.ts'
import type { Nursery } from '../nursery.ts'

/** One body that breaks a rule, with the ones that keep it. */
export interface Tried {
  readonly action: 'create' | 'update'
  readonly trial: Trial
  readonly breaking: Variant
  /** What a finding over it leans on. */
  readonly leansOn: readonly Sourced[]
}

/** How a contract refuses something. It may rest on less than that it is refused, so that only a finding over the status leans on it. */
export interface Known {
  readonly statuses: readonly number[]
  readonly leansOn: readonly Sourced[]
}

/** What is needed to put rules about bodies to the test. */
export interface Ruled {
  readonly resource: string
  readonly type: ResourceType
  readonly contract: Contract
  readonly create: string
  readonly read: string
  readonly update?: string
  /** What it leans on besides that an update with no more than its schema requires is enough. */
  readonly least: readonly Sourced[]
  readonly list: ItemsNeed
  readonly nursery: Nursery
  /** By label, those that lean on the strongest statements first. */
  readonly tried: ReadonlyMap<string, Tried>
  /** How the contract refuses such bodies. */
  readonly refusals: readonly Known[]
  /** Identifiers that the run knows, by the name of their path parameter. */
  readonly ids: ReadonlyMap<string, string>
  /** Whether there is another tenant to look at. */
  readonly stranger: boolean
}

const refusals = ['rule-broken', 'unknown-reference', 'not-ready', 'invalid-body', 'name-taken'] as const

/** The rules of some kinds, where bodies can be made that break exactly one of them. */
export function ruled(reading: Reading, kinds: readonly RuleKind[], actions: readonly ('create' | 'update')[] = ['create', 'update']): Need<Ruled> {
  const own = all({
    create: reading.creatable(),
    read: reading.operation('read'),
    list: reading.sighted(),
    nursery: nursery(reading),
    contract: reading.document(),
  })
  if (own.kind === 'unmet') return own
  const tried = new Map(actions.flatMap((action) => triedIn(reading, kinds, action)).toSorted(([, a], [, b]) => strengthOf(a) - strengthOf(b)))
  if (tried.size === 0) return unmet(`no body of a ${reading.resource} can break a rule of the kind ${kinds.join(' or ')}`)
  const update = [...tried.values()].some(({ action }) => action === 'update') ? reading.operation('update') : met(undefined)
  return map(all({ own, update, stranger: optional(reading.principal('other')) }), ({ own: { create, read, ...rest }, update: changes, stranger }): Ruled => ({
    ...rest,
    resource: reading.resource,
    type: reading.type,
    create: create.id,
    read: read.id,
    ...(changes && { update: changes.id }),
    least: changes?.operation.behaviour?.least === undefined ? [] : [changes.operation.behaviour.least],
    tried,
    refusals: refusalsOf(reading, refusals),
    ids: reading.acquaintance().ids,
    stranger: stranger !== undefined,
  }))
}

export function refusalsOf(reading: Reading, names: readonly Refusal[]): readonly Known[] {
  return names.flatMap((name) => {
    const refusal = reading.refusal(name)
    return refusal.kind === 'met' ? [{ statuses: refusal.value.statuses, leansOn: [...refusal.leansOn, ...refusal.value.statusesLeanOn] }] : []
  })
}

/** Every breaking body by its label. What keeps a rule is not made where an update can show the same: resources cost money. */
function triedIn(reading: Reading, kinds: readonly RuleKind[], action: 'create' | 'update'): readonly (readonly [string, Tried])[] {
  const ground = groundOf(reading, action)
  if (ground === undefined) return []
  const wanted = kinds.flatMap((kind): readonly Rule[] => {
    const rules = reading.rules(kind)
    return rules.kind === 'met' ? rules.value : []
  })
  const changes = action === 'create' ? groundOf(reading, 'update') : undefined
  const changed = new Set(changes && trialsOf(changes, wanted, 'update').map(({ rule }) => rule))
  return trialsOf(ground, wanted, action)
    .map((trial) => (changed.has(trial.rule) ? { ...trial, keeping: [] } : trial))
    .flatMap((trial) =>
      trial.breaking.map(
        (breaking) => [`${action}: ${breaking.name}`, { action, trial, breaking, leansOn: [trial.rule, ...(breaking.leansOn ?? [])] }] as const,
      ),
    )
}

export function groundOf(reading: Reading, action: 'create' | 'update'): Ground | undefined {
  const [schema, document] = [reading.bodySchema(action), reading.document()]
  if (schema.kind === 'unmet' || document.kind === 'unmet' || operationFor(document.value, reading.resource, action) === undefined) return undefined
  return { resource: reading.resource, type: reading.type, schema: schema.value, known: reading.acquaintance() }
}

const bases: readonly Basis[] = ['documented', 'client', 'assumed']

function strengthOf({ leansOn }: Tried): number {
  return bases.indexOf(weakest(leansOn.map(({ basis }) => basis)))
}
