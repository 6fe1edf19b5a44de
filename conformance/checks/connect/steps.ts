import { answerOf, succeeded } from '../../history.ts'
import { codeIn } from '../../judge/code.ts'
import { told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** The other wire, and the harmless call that is made over it. */
export interface Called {
  /** The contract as it reads over Connect. */
  readonly connect: Contract
  /** Id of the operation that reads the type under test. */
  readonly read: string
}

export function called(reading: Reading): Need<Called> {
  const need = all({ connect: reading.connect(), read: reading.operation('read') })
  return need.kind === 'unmet' ? need : { ...need, value: { connect: need.value.connect, read: need.value.read.id } }
}

/** A read of a lent resource over each wire, so that what is refused afterwards is refused for its own sake. */
export async function lent(api: Api, { read }: Called): Promise<Handle> {
  const handle = await api.borrow()
  await api.send('read', { operation: read, params: handle.params })
  await api.send('read over Connect', { operation: read, params: handle.params, wire: 'connect' })
  return handle
}

/** A call, and what has to become of it. */
export type Case = Readonly<{
  name: string
  headers: Readonly<Record<string, string>>
  /** The body as it stands on the wire, where it is not the read's own message. */
  raw?: string
  accepted?: boolean
}>

/** The same read in several forms, one call each, under the names of the cases. */
export async function callAll(api: Api, needs: Called, cases: readonly Case[]): Promise<void> {
  const { params } = await lent(api, needs)
  for (const { name, headers, raw } of cases) {
    const plan: RequestPlan = { operation: needs.read, params, wire: 'connect', headers, ...(raw !== undefined && { raw }) }
    await api.send(name, plan)
  }
}

/** How a call is refused: with one of these statuses, and in these codes where they are named. */
export interface Refusing {
  readonly statuses: readonly number[]
  readonly code?: string
}

/** Judges one call that has to be refused, where the plain one was accepted. */
export function refusedOver(control: Exchange | undefined, attempt: Exchange | undefined, { statuses, code }: Refusing): Judgement {
  if (!succeeded(control)) return unclear(`there is no positive control: the same call without the defect got ${told(control)}`)
  const answer = answerOf(attempt)
  if (attempt === undefined || answer === undefined) return unclear(`there is no answer to judge: ${told(attempt)}`)
  const found = codeIn(answer)
  const right = statuses.includes(answer.status) && (code === undefined || found === code)
  if (right) return kept
  const wanted = code === undefined ? '' : ` and the code ${code}`
  return broken(
    `a refusal with status ${statuses.join(' or ')}${wanted}`,
    `${told(attempt)}${found === undefined ? '' : `, code ${JSON.stringify(found)}`}`,
    attempt.label,
  )
}

/** Judges one call that has to be accepted, where the same read over the run's own wire was. */
export function acceptedOver(control: Exchange | undefined, attempt: Exchange | undefined): Judgement {
  if (!succeeded(control)) return unclear(`there is no positive control: the same read over the other wire got ${told(control)}`)
  if (attempt === undefined || answerOf(attempt) === undefined) return unclear(`there is no answer to judge: ${told(attempt)}`)
  return succeeded(attempt) ? kept : broken('a status of the class 2xx', told(attempt), attempt.label)
}
