import { STATUS_CODES } from 'node:http'
import type { OperationBehaviour, Refusal, RefusalReply } from '../../specs/behaviour.ts'
import { refusals } from '../../specs/behaviour.ts'
import { codes } from '../../specs/connect.ts'
import type { Call, Reply } from '../call.ts'
import { retryAfter, refuse } from '../refuse.ts'
import type { StatusDeed } from './plan.ts'

/** A refusal of a status in the vendor's own dialect: as the contract words one of that status, or its envelope around the status' own name. */
export function refusalOf({ contract, route }: Call, deed: StatusDeed, now: number): Reply {
  const behaviour = route.kind === 'found' ? route.operation.behaviour : undefined
  const { errors } = contract.behaviour
  const [refusal, known] = wordedFor(deed.status, { ...errors.refusals, ...behaviour?.refusals })
  const code = deed.code ?? (known.status === deed.status ? known.code : codeFor(deed.status, known.code))
  const reply: RefusalReply = {
    ...known,
    status: deed.status,
    ...(code !== undefined && { code }),
    ...(deed.message !== undefined && { message: escaped(deed.message) }),
  }
  const headers = deed.retryAfterSeconds === undefined ? {} : retryAfter(contract, { seconds: deed.retryAfterSeconds, now })
  const spoken: Pick<OperationBehaviour, 'refusals'> = { refusals: { [refusal]: reply } }
  return refuse(contract, { refusal, detail: (STATUS_CODES[deed.status] ?? 'refused').toLowerCase(), headers }, spoken)
}

/** The contract's own words for a status; those of an internal error where it has none. A server that is away says nothing of what is not ready. */
function wordedFor(status: number, known: Readonly<Partial<Record<Refusal, RefusalReply>>>): readonly [Refusal, RefusalReply] {
  const preferred: readonly Refusal[] = [
    'internal',
    'rate-limited',
    'unauthenticated',
    'missing-role',
    'absent',
    'name-taken',
    ...refusals.filter((each) => each !== 'not-ready'),
  ]
  const refusal = preferred.find((each) => known[each]?.status === status)
  const found = refusal && known[refusal]
  if (refusal !== undefined && found !== undefined) return [refusal, found]
  return ['internal', { ...(known.internal ?? { status: 500, basis: 'assumed', source: 'RFC 9110 section 15' }), message: '{detail}' }]
}

/** A code for a status that the contract has none for, in the notation of another one: google.rpc.Code by number or name, a reason phrase, or none. */
function codeFor(status: number, other: string | undefined): string | undefined {
  if (other === undefined) return undefined
  if (Object.values(STATUS_CODES).includes(other)) return STATUS_CODES[status] ?? other
  const [number, named] = [...codes].find(([, code]) => code.status === status) ?? []
  const notation = [...codes].find(([each, { name }]) => other === String(each) || other === name)
  if (number === undefined || named === undefined || notation === undefined) return other
  return other === notation[1].name ? named.name : String(number)
}

/** A message is a template; what a person writes is not. */
function escaped(message: string): string {
  return message.replaceAll('{', '(').replaceAll('}', ')')
}
