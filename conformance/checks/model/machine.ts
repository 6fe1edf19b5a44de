import { acting, isPlain } from '../action/acts.ts'
import { plainFields } from '../lifecycle/update.ts'
import { nursery } from '../nursery.ts'
import { sight } from '../sight.ts'
import { vanishing } from '../vanishing.ts'
import { all, met, optional } from '../../need.ts'
import type { Act } from '../action/acts.ts'
import type { Nursery } from '../nursery.ts'
import type { Vanishing } from '../vanishing.ts'
import type { Idempotency, OperationBehaviour, ResourceType } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Sourced } from '../../../specs/statement.ts'
import { isTold } from '../../model/invariants/views.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed, PreconditionNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Ground, Rules } from '../../model/rules.ts'

/** All that a sequence of commands may do with resources of one type, as far as the contract has it. */
export interface Machine {
  readonly rules: Rules
  readonly create: OperationNeed
  readonly nursery: Nursery
  readonly vanishing: Vanishing
  readonly list: { readonly id: string } | undefined
  readonly update: OperationNeed | undefined
  readonly fields: readonly MutableField[]
  /** True where an update of the resource honours its own tag. */
  readonly isConditional: boolean
  readonly imports: OperationNeed | undefined
  readonly views: readonly Operation[]
  readonly acts: readonly Act[]
  /** How creates are recognised that are sent again. */
  readonly keys: Idempotency | undefined
  /** The operation that reads a long-running operation, and its path parameter. */
  readonly work: { readonly id: string; readonly parameter: string } | undefined
}

/**
 * Leans on nothing as a whole: whoever finds an invariant broken says what that leans on. A type takes part whose resources can be
 * made, seen and deleted.
 */
export function machine(reading: Reading): Need<Machine> {
  const needs = all({
    contract: reading.document(),
    create: reading.creatable(),
    nursery: nursery(reading),
    vanishing: vanishing(reading),
    sight: sight(reading),
    absent: optional(reading.refusal('absent')),
    read: optional(reading.operation('read')),
    list: optional(reading.items()),
    update: optional(reading.operation('update')),
    plain: optional(plainFields(reading)),
    precondition: optional(reading.precondition()),
    imports: optional(reading.operation('import')),
    acting: optional(acting(reading)),
    lifecycle: optional(reading.lifecycle()),
    alone: met(reading.movableClock().kind === 'met'),
  })
  if (needs.kind === 'unmet') return needs
  const { contract, create, absent, read, list, update, plain, precondition, imports, lifecycle, alone } = needs.value
  const { resource, type } = reading
  const isConditional = precondition?.on === resource
  const keyed = create.operation.behaviour?.idempotency
  const keys = keyed === undefined ? undefined : contract.behaviour.idempotency
  const rules: Rules = {
    contract,
    resource,
    type,
    absent: absent?.statuses ?? [],
    lifecycle,
    items: list?.items,
    isRead: read !== undefined,
    fields: (plain?.all ?? []).map(({ pointer }) => pointer),
    shows: plain?.shows ?? 'at once',
    alone,
    says: says(reading, { create, update, precondition: isConditional ? precondition : undefined, imports }),
  }
  return met({
    rules,
    create,
    nursery: needs.value.nursery,
    vanishing: needs.value.vanishing,
    list,
    update,
    fields: update === undefined ? [] : (plain?.all ?? []),
    isConditional,
    imports,
    views: viewsOf(contract, reading),
    acts: (needs.value.acting?.acts ?? []).filter(isPlain),
    keys,
    work: workOf(contract),
  })
}

/** Views that are asked for by nothing but the address of the resource, and tell something that a read tells too. */
function viewsOf({ operations }: Contract, { resource, type }: Reading): readonly Operation[] {
  return [...operations.values()].filter(({ behaviour, parameters }) => {
    const isPlainView = behaviour?.action === 'view' && behaviour.resource === resource && behaviour.longRunning === undefined
    return (
      isPlainView &&
      isComparable(behaviour, type) &&
      parameters.every(({ in: where, name, required }) => (where === 'path' ? type.address.includes(name) : !required))
    )
  })
}

function isComparable({ shows = {} }: OperationBehaviour, type: ResourceType): boolean {
  return Object.values(shows).some((shown) => isTold(type, shown))
}

function workOf({ operations, behaviour }: Contract): Machine['work'] {
  const { longRunning } = behaviour
  const read = [...operations.values()].find((operation) => operation.behaviour?.action === 'read' && operation.behaviour.resource === longRunning?.resource)
  const parameter = behaviour.resources[longRunning?.resource ?? '']?.address.at(-1)
  return read === undefined || parameter === undefined ? undefined : { id: read.id, parameter }
}

interface Known {
  readonly create: OperationNeed
  readonly update: OperationNeed | undefined
  readonly precondition: PreconditionNeed | undefined
  readonly imports: OperationNeed | undefined
}

/** The statements that each ground stands for. */
function says(reading: Reading, { create, update, precondition, imports }: Known): Rules['says'] {
  const leaning = (need: Need<unknown>): readonly Sourced[] => (need.kind === 'met' ? need.leansOn : [])
  const own = (need: OperationNeed | undefined): readonly Sourced[] => (need?.operation.behaviour === undefined ? [] : [need.operation.behaviour])
  const lifecycle = reading.lifecycle()
  const contract = reading.document()
  const { longRunning, idempotency } = contract.kind === 'met' ? contract.value.behaviour : {}
  const keyed = create.operation.behaviour?.idempotency
  const started = create.operation.behaviour?.longRunning
  const grounds: Record<Ground, readonly Sourced[]> = {
    create: own(create),
    import: own(imports),
    read: leaning(reading.operation('read')),
    list: leaning(reading.items()),
    update: own(update),
    delete: leaning(reading.operation('delete')),
    precondition: precondition === undefined ? own(update) : [precondition.rule, precondition.tag],
    keys: keyed === undefined || idempotency === undefined ? [] : [keyed, idempotency, idempotency.scope],
    lifecycle: lifecycle.kind === 'met' ? [...Object.values(lifecycle.value.phases), ...Object.values(lifecycle.value.triggers)] : [],
    work: [...(longRunning === undefined ? [] : [longRunning]), ...(started === undefined ? [] : [started])],
    gone: lifecycle.kind === 'met' && lifecycle.value.vanishes !== undefined ? [lifecycle.value.vanishes] : [],
  }
  return grounds
}
