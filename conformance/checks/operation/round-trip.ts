import { minimal } from '../../generate/minimal.ts'
import { met, unmet } from '../../need.ts'
import { birth } from '../lifecycle/graph.ts'
import type { Lifecycle, Trigger } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { RequestPlan } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** One act: the operation that does it, and the phase that it leads to. */
export interface Act {
  readonly id: string
  readonly to: string
  readonly plan: (params: Readonly<Record<string, string>>) => RequestPlan
}

/** Two acts, of which the second leads back to where the first began: what is done can be undone, and costs no resource. */
export interface RoundTrip {
  readonly there: Act
  readonly back: Act
  readonly lifecycle: Lifecycle
  readonly read: string
}

interface Known extends Act {
  readonly trigger: Trigger
  readonly statements: readonly Sourced[]
}

/** A way there and back from the phase in which a new resource settles. */
export function roundTrip(reading: Reading): Need<RoundTrip> {
  const born = birth(reading)
  const read = reading.operation('read')
  const made = reading.creatable()
  for (const need of [born, read, made]) if (need.kind === 'unmet') return need
  if (born.kind === 'unmet' || read.kind === 'unmet') return unmet('')
  const { lifecycle, end: home } = born.value
  const known = actsOn(reading, lifecycle)
  for (const there of known.filter(({ to, trigger }) => to !== home && trigger.from?.includes(home) === true)) {
    const back = known.find(({ to, trigger }) => to === home && trigger.from?.includes(there.to) === true)
    if (back === undefined || lifecycle.phases[there.to]?.kind !== 'settled') continue
    return met({ there, back, lifecycle, read: read.value.id }, ...read.leansOn, ...there.statements, ...back.statements)
  }
  return unmet(`nothing is done to a ${reading.resource} that could be undone`)
}

function actsOn(reading: Reading, { triggers }: Lifecycle): readonly Known[] {
  const document = reading.document()
  if (document.kind === 'unmet') return []
  const contract = document.value
  return [...contract.operations.values()].flatMap((operation) => {
    const { behaviour } = operation
    const trigger = triggers[behaviour?.trigger ?? '']
    if (behaviour === undefined || trigger === undefined || behaviour.action !== 'act' || behaviour.resource !== reading.resource) return []
    return [{ id: operation.id, to: trigger.to, plan: planOf(contract, operation), trigger, statements: [behaviour, trigger] }]
  })
}

function planOf({ document }: Contract, { id, requestBody }: Operation): Act['plan'] {
  const body = requestBody === undefined ? undefined : minimal(document, requestBody.schema)
  return (params) => ({ operation: id, params, ...(body !== undefined && { body }) })
}
