import { isObject, type Json } from '../../specs/json.ts'
import type { Printed } from '../evidence.ts'

/** A value that was sent and did not come back as it was. */
export interface Changed {
  /** JSON pointer. */
  readonly at: string
  readonly sent: Json
  readonly read: Json
}

export interface ReadBack {
  /** Positions in the evidence. */
  readonly write: number
  readonly read: number
  readonly changed: readonly Changed[]
  /** How many values came back as they were sent, and how many are not shown: these may be write-only. */
  readonly same: number
  readonly unseen: number
}

/** Bodies beyond this are not compared, characters. */
const longest = 200_000

/**
 * What the last write that was accepted had sent, against what the next read of it showed. Undefined where there are no such two, or
 * where all that was shown came back as it was sent.
 */
export function readBack(evidence: readonly Printed[]): ReadBack | undefined {
  const index = evidence.findLastIndex((exchange, at) => isWrite(exchange) && evidence.slice(at + 1).some((later) => isReadOf(later, exchange)))
  const write = evidence[index]
  const read = write && evidence.slice(index + 1).find((later) => isReadOf(later, write))
  const [sent, shown] = [objectIn(write?.request.body), objectIn(bodyOf(read))]
  if (write === undefined || read === undefined || sent === undefined || shown === undefined) return undefined
  const found = leavesOf(sent).flatMap(([at, value]) => {
    const back = valueAt(shown, at)
    return back === undefined ? [] : [{ at, sent: value, read: back, isSame: JSON.stringify(back) === JSON.stringify(value) }]
  })
  const changed = found.flatMap(({ isSame, ...one }) => (isSame ? [] : [one]))
  if (changed.length === 0) return undefined
  return { write: write.number, read: read.number, changed, same: found.length - changed.length, unseen: leavesOf(sent).length - found.length }
}

function isWrite({ request, outcome }: Printed): boolean {
  return ['POST', 'PUT', 'PATCH'].includes(request.method) && request.body !== undefined && isSuccess(outcome)
}

function isReadOf({ request, outcome }: Printed, write: Printed): boolean {
  const [own, written] = [pathOf(request.target), pathOf(write.request.target)]
  return request.method === 'GET' && isSuccess(outcome) && (own === written || (write.request.method === 'POST' && own.startsWith(`${written}/`)))
}

function isSuccess(outcome: Printed['outcome']): boolean {
  return outcome.kind === 'answered' && outcome.response.status >= 200 && outcome.response.status < 300
}

function pathOf(target: string): string {
  return target.split('?')[0] ?? ''
}

function bodyOf(exchange: Printed | undefined): string | undefined {
  return exchange?.outcome.kind === 'answered' ? exchange.outcome.response.body : undefined
}

type Members = Readonly<Record<string, Json>>

function objectIn(body: string | undefined): Members | undefined {
  if (body === undefined || body.length > longest) return undefined
  try {
    const value: Json = JSON.parse(body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Values that are no objects with members, by their pointers. Lists count as one value. */
function leavesOf(value: Members, path = ''): readonly (readonly [at: string, value: Json])[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const at = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    return isObject(member) && Object.keys(member).length > 0 ? leavesOf(member, at) : [[at, member] as const]
  })
}

function valueAt(value: Members, pointer: string): Json | undefined {
  let found: Json | undefined = value
  for (const name of pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined
    found = found[name]
  }
  return found
}
