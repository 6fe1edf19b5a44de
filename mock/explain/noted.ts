import { hash } from 'node:crypto'
import { tokenIn } from '../auth.ts'
import type { Call, Outcome } from '../call.ts'
import { realTime } from '../clock.ts'
import { fingerprint } from '../ids.ts'
import type { Noted } from '../journal.ts'
import type { Trace } from './trace.ts'

/** Most characters of a target, and of anything else that came with a call, that the journal keeps. */
const LONGEST = 16_384
const SHORT = 1000

/** What the journal keeps of an answered call: references to what is there anyway, and hashes where that could hold a secret. */
export function noted(call: Call, { reply, trace }: Outcome, at: { readonly number: number; readonly now: number }): Noted {
  const { contract, route, body, method } = call
  const bytes = body.kind === 'bytes' ? body.bytes : undefined
  const wire = reply.touched?.wire
  const bulky = call.target.length + (bytes?.length ?? LONGEST) > LONGEST
  const hidden = call.target.includes('?') ? tokenSent(call) : undefined
  return {
    number: at.number,
    at: at.now,
    real: realTime(),
    client: trace?.seen?.caller?.credential.secret ?? clientOf(call),
    contract,
    route: bulky && route.kind === 'found' ? { ...route, params: shortened(route.params) } : route,
    method,
    target: hidden === undefined ? call.target.slice(0, LONGEST) : call.target.replaceAll(hidden, '***').slice(0, LONGEST),
    hidden: hidden !== undefined,
    status: reply.status,
    refusal: reply.refusal,
    headers: reply.headers,
    faults: reply.touched?.ids,
    lost: wire !== undefined && (wire.cut !== undefined || wire.share !== undefined),
    ifMatch: call.header('if-match'),
    key: contract.behaviour.idempotency === undefined || method === 'GET' ? undefined : call.header(contract.behaviour.idempotency.header),
    body: bytes === undefined || bytes.length === 0 ? undefined : { bytes: bytes.length, hash: hash('sha256', bytes) },
    trace: bulky && trace !== undefined ? clipped(trace) : trace,
  }
}

/** What tells one client from another where no credential was recognised. */
function clientOf({ contract, header }: Call): string | undefined {
  const field = header('authorization')
  return field === undefined ? undefined : fingerprint(tokenIn(contract.behaviour.auth, field) ?? field)
}

/** The caller's own token, where it stands in the target as well. */
function tokenSent({ contract, header, target }: Call): string | undefined {
  const field = header('authorization')
  const token = field === undefined ? undefined : tokenIn(contract.behaviour.auth, field)
  return token !== undefined && token.length >= 8 && target.includes(token) ? token : undefined
}

/** What a caller sent can be as long as a body, and stands again in what the call met. */
function clipped(trace: Trace): Trace {
  const { refused, seen } = trace
  return {
    ...trace,
    refused: refused && {
      refusal: refused.refusal,
      ...(refused.detail !== undefined && { detail: short(refused.detail) }),
      path: (refused.path ?? []).map(short),
    },
    seen: seen && { ...seen, params: shortened(seen.params), query: {}, address: seen.address?.map(short) },
  }
}

function short(text: string): string {
  return text.length <= SHORT ? text : `${text.slice(0, SHORT)}…`
}

function shortened(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, short(value)]))
}
