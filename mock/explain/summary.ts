import type { Noted } from '../journal.ts'
import { withoutSecrets } from './entry.ts'

/** One sentence for a person. */
export function summaryOf(noted: Noted): string {
  const { number, method, status, route } = noted
  const target = withoutSecrets(noted.target).split('?', 1)[0] ?? ''
  const where = route.kind === 'found' ? ` (${route.operation.id})` : ''
  const lost = noted.lost ? '; the connection was broken, so that nobody has the whole answer' : ''
  return `Request ${number}, ${method} ${target}${where}, was answered ${status}: ${why(noted)}${lost}.`
}

function why({ route, refusal, trace, faults = [] }: Noted): string {
  if (trace === undefined && faults.length > 0) return `the planned fault ${faults.join(', ')} came before everything else`
  if (route.kind === 'none') return 'no operation has such a path'
  if (route.kind === 'method-not-allowed') return `the path has ${route.allow.join(', ')} and no other method`
  if (route.operation.behaviour === undefined) return 'the operation is in the document and not modelled here'
  const compared = trace?.seen?.compared
  if (refusal === 'stale-tag') return `the condition ${compared?.sent ?? ''} does not hold, the current tag is ${compared?.current ?? 'none'}`
  if (refusal !== undefined) return `${stageOf(trace?.by)} refused it as ${refusal}${trace?.refused?.detail === undefined ? '' : ` (${trace.refused.detail})`}`
  if (trace?.by === 'replay') return 'it had been sent before, and got the same answer again'
  const done = (trace?.differences ?? []).filter(({ did }) => did !== 'noted').map(({ did, type, address }) => `${did} the ${type} ${address.join('/')}`)
  return done.length === 0 ? 'nothing was changed' : `it ${done.join(', ')}`
}

function stageOf(by: string | undefined): string {
  return by === undefined || by === 'action' ? 'the operation itself' : `the stage "${by}"`
}
