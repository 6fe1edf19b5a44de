import type { Lifecycle } from '../../specs/behaviour.ts'
import { wiresOf } from '../../specs/connect.ts'
import type { Contract } from '../../specs/contract.ts'
import { validatorOf } from '../../specs/schemas.ts'
import { several } from './faults.ts'
import { waysToFail } from './failure.ts'
import { named, type Fault, type FaultStart, type Plan } from './plan.ts'
import { faultSchemas } from './schema.ts'

/** One place in a plan that was refused. */
export interface PlanMistake {
  /** JSON pointer into the plan. */
  readonly pointer: string
  readonly detail: string
}

const validate = validatorOf({ components: { schemas: faultSchemas } })

/** True for what its schema takes. */
export function isFaultPlan(value: unknown): value is { readonly faults: readonly FaultStart[] } {
  return validate('/components/schemas/FaultPlan', value).length === 0
}

/** True for a plan as a world keeps it: each fault has an id of its own. */
export function isPlan(value: unknown): value is Plan {
  return isFaultPlan({ faults: value }) && Array.isArray(value) && value.every((fault: FaultStart) => fault.id !== undefined)
}

/** What is wrong with the form of a plan, in the words of its schema. */
export function formMistakes(value: unknown): readonly PlanMistake[] {
  return validate('/components/schemas/FaultPlan', value).map(({ at, message }) => ({
    pointer: at,
    detail: `${at === '' ? 'the plan' : `"${at.slice(1).replaceAll('/', '.')}"`} ${message}`,
  }))
}

/** What a plan says of contracts that they do not know: a fault that can never fire is more likely a slip. */
export function planMistakes(faults: readonly FaultStart[], contracts: readonly Contract[]): readonly PlanMistake[] {
  const plan = named(faults)
  const twice = plan.findIndex(({ id }, index) => plan.findIndex((other) => other.id === id) < index)
  const found = plan.flatMap((fault, index) => {
    const mistake = unknownIn(fault, contracts)
    return mistake === undefined ? [] : [{ pointer: `/faults/${index}${mistake.pointer}`, detail: `"${fault.id}": ${mistake.detail}` }]
  })
  return twice < 0 ? found : [...found, { pointer: `/faults/${twice}/id`, detail: `two faults have the id "${plan[twice]?.id}"` }]
}

/**
 * A plan that the contracts allow.
 *
 * @throws RangeError that names the first mistake.
 */
export function planFor(faults: readonly FaultStart[], contracts: readonly Contract[]): Plan {
  const value: unknown = { faults }
  const [mistake] = isFaultPlan(value) ? planMistakes(faults, contracts) : formMistakes(value)
  if (mistake !== undefined) throw new RangeError(`Failed to plan the faults: ${mistake.detail.replace(/\.?$/, '.')}`)
  return named(faults)
}

function unknownIn({ when = {}, do: deed }: Fault, all: readonly Contract[]): PlanMistake | undefined {
  const contracts = all.filter(({ id }) => when.provider === undefined || id === when.provider)
  if (contracts.length === 0) return { pointer: '/when/provider', detail: `"${when.provider}" is no provider. Allowed: ${all.map(({ id }) => id).join(', ')}` }
  const operations = contracts.flatMap((contract) => wiresOf(contract).flatMap((wire) => [...wire.operations.keys()]))
  const stranger = several(when.operation ?? []).find((id) => !operations.includes(id))
  if (stranger !== undefined) return { pointer: '/when/operation', detail: `"${stranger}" is no operation${like(stranger, operations)}` }
  const types = contracts.flatMap(({ behaviour }) => Object.keys(behaviour.resources))
  if (when.resource !== undefined && !types.includes(when.resource))
    return { pointer: '/when/resource', detail: `"${when.resource}" is no resource. Allowed: ${types.join(', ')}` }
  const phases = contracts.flatMap(({ behaviour }) => Object.values(behaviour.lifecycles ?? {}).flatMap((lifecycle) => Object.keys(lifecycle.phases)))
  const phase = several(when.phase ?? []).find((each) => !phases.includes(each))
  if (phase !== undefined) return { pointer: '/when/phase', detail: `"${phase}" is no phase. Allowed: ${[...new Set(phases)].join(', ')}` }
  return 'lifecycle' in deed ? unreachable({ when, deed: deed.lifecycle }, contracts) : undefined
}

interface Failing {
  readonly when: NonNullable<Fault['when']>
  readonly deed: Extract<Fault['do'], { lifecycle: unknown }>['lifecycle']
}

/** A failure that no lifecycle has a way to. */
function unreachable({ when, deed }: Failing, contracts: readonly Contract[]): PlanMistake | undefined {
  const lifecycles = contracts.flatMap((contract) => lifecyclesOf(contract, when))
  if (lifecycles.some((lifecycle) => waysToFail(lifecycle, deed).length > 0)) return undefined
  const ways = [
    ...new Set(lifecycles.flatMap((lifecycle) => waysToFail(lifecycle, deed.recoversAfterSeconds === undefined ? {} : { recoversAfterSeconds: 0 }))),
  ]
  const what = `no lifecycle fails ${deed.fails === undefined ? '' : `as ${deed.fails} `}${deed.at === undefined ? '' : `at ${deed.at} `}`.trim()
  const back = deed.recoversAfterSeconds === undefined ? '' : ' and comes back'
  return { pointer: '/do/lifecycle', detail: `${what}${back}. Allowed: ${ways.length === 0 ? 'none' : ways.join(', ')}` }
}

/** The lifecycles of the resource that is named, or that the operations are about; of all where neither is. */
function lifecyclesOf({ behaviour, operations }: Contract, { resource, operation }: Failing['when']): readonly Lifecycle[] {
  const about = several(operation ?? []).flatMap((id) => operations.get(id)?.behaviour?.resource ?? [])
  const types = resource === undefined ? (operation === undefined ? Object.keys(behaviour.resources) : about) : [resource]
  return types.flatMap((type) => behaviour.lifecycles?.[behaviour.resources[type]?.lifecycle ?? ''] ?? [])
}

/** The ids that share most of the words of one that is not known. */
function like(id: string, known: readonly string[]): string {
  const wanted = wordsOf(id)
  const scored = [...new Set(known)].map((other) => ({ other, shared: wordsOf(other).filter((word) => wanted.includes(word)).length }))
  const most = Math.max(0, ...scored.map(({ shared }) => shared))
  const near = scored.filter(({ shared }) => shared > 0 && shared === most).map(({ other }) => other)
  return near.length === 0 ? '' : `. Perhaps ${near.slice(0, 8).join(', ')}`
}

/** The words of an operationId, e.g. `get` and `cluster` of `clusters.get`. */
function wordsOf(id: string): readonly string[] {
  return id.split(/(?=[A-Z])|[^A-Za-z]/).map((word) => word.toLowerCase().replace(/s$/, ''))
}
