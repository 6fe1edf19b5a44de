import { answerOf } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { culprits, orderOf } from '../../judge/linearizable.ts'
import { chained } from '../../judge/tag-chain.ts'
import { map } from '../../need.ts'
import { broken, kept } from '../../verdict.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Refusal } from '../../../specs/behaviour.ts'
import type { Exchange } from '../../history.ts'
import type { Overlap } from '../../judge/linearizable.ts'
import type { Act, Out } from '../../judge/register.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** How a contract says what a register knows. Statuses that also stand for something else are not among them: they say nothing but no. */
export interface Dialect {
  readonly stale: readonly number[]
  readonly absent: readonly number[]
}

export function dialect(reading: Reading): Need<Dialect> {
  return map(reading.document(), (contract) => ({
    stale: alone(contract, ['stale-tag']),
    absent: [...new Set([404, 410, ...alone(contract, ['absent', 'parent-absent'])])],
  }))
}

/** Statuses of these refusals, and of no other one that somebody may meet who has every right. */
function alone({ behaviour: { errors } }: Contract, refusals: readonly Refusal[]): readonly number[] {
  const statuses = (own: boolean) =>
    Object.entries(errors.refusals).flatMap(([name, { status, tolerated = [] }]) =>
      refusals.some((one) => one === name) === own ? [status, ...tolerated] : [],
    )
  const others = new Set(statuses(false))
  return statuses(true).filter((status) => !others.has(status))
}

/** What a request wanted, and what its answer shows besides its status. */
export type Wanted = Pick<Act, 'kind' | 'value' | 'expect' | 'lingers'> & { readonly shown?: string | undefined; readonly tag?: string | undefined }

/** An exchange as an act on one register. An answer that may come from a gateway tells nothing (RFC 9110 section 15.6). */
export function actOf(exchange: Exchange, { shown, tag, ...wanted }: Wanted, { stale, absent }: Dialect): Act {
  const { label, sent, received } = exchange
  const status = answerOf(exchange)?.status
  const out = (): Out => {
    if (status === undefined || status >= 500) return { kind: 'unknown' }
    if (status < 300) return { kind: 'ok', ...(shown !== undefined && { value: shown }), ...(tag !== undefined && { tag }) }
    if (wanted.expect !== undefined && stale.includes(status)) return { kind: 'stale' }
    return { kind: absent.includes(status) ? 'absent' : 'refused' }
  }
  return { label, ...wanted, inv: sent, ret: received, out: out() }
}

/** Whether some order of the acts explains what each was answered. What shows it is named: by the tags, or else the fewest acts that no order explains. */
export function ordered(overlap: Overlap, find: (label: string) => Exchange | undefined): Judgement {
  const found = chained(overlap.acts)
  if (found !== undefined) return broken(found.expected, found.actual, found.at)
  if (orderOf(overlap) !== undefined) return kept
  const shown = culprits(overlap).toSorted((a, b) => a.ret - b.ret)
  return broken(
    'an order of the requests, one after another, in which each could have been answered as it was',
    `none: ${shown.map((act) => `${act.label} ${deed(act)} (${told(find(act.label))})`).join(', ')}`,
    shown.at(-1)?.label ?? '',
  )
}

function deed({ kind, value, out }: Act): string {
  if (kind === 'delete') return 'deletes'
  if (kind !== 'read') return `wants ${value ?? 'something'}`
  return out.kind === 'ok' ? `sees ${out.value ?? 'it'}` : 'sees nothing'
}
