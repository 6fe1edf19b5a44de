import type { Exchange } from '../conformance/history.ts'
import { oneLine } from './visible.ts'

/** What the picture needs of an exchange. */
export type Timed = Pick<Exchange, 'label' | 'sent' | 'received' | 'outcome'> & { readonly request: Pick<Exchange['request'], 'method'> }

/** Characters that the bars take at most. */
const widest = 60
const longestLabel = 28

/**
 * Requests that were under way at the same time, as a picture in plain text: a row each with those right before and after, in the
 * order in which they began; bars from the request to its answer, over one scale; what came of it at the end. Empty where none overlapped.
 *
 * The scale counts what happened, a request or an answer, and not milliseconds: who came before whom is all that an order of requests
 * can be judged by. That differs from run to run all the same, so the picture is for terminals and for evidence that holds times, and
 * for no report of which the same seed promises the same bytes.
 */
export function timeline(exchanges: readonly Timed[]): readonly string[] {
  const rows = overlapping(exchanges)
  if (rows.length === 0) return []
  const columnOf = scale(rows)
  const labels = rows.map(({ label }) => cut(oneLine(label)))
  const [wide, methods] = [labels, rows.map(({ request }) => request.method)].map((texts) => Math.max(...texts.map(({ length }) => length)))
  const end = Math.max(...rows.map(({ received }) => columnOf(received))) + 1
  return rows.map((row, index) => {
    const bar = barOf(columnOf(row.sent), columnOf(row.received), row.outcome.kind === 'lost')
    return `${(labels[index] ?? '').padEnd(wide ?? 0)}  ${row.request.method.padEnd(methods ?? 0)}  ${bar.padEnd(end)}  ${ending(row)}`
  })
}

/** Those that overlap another one, and their neighbours. */
function overlapping(exchanges: readonly Timed[]): readonly Timed[] {
  const ordered = exchanges.toSorted((a, b) => a.sent - b.sent)
  const isOverlapped = ordered.map((one) => ordered.some((other) => other !== one && other.sent < one.received && one.sent < other.received))
  return ordered.filter((_, index) => [index - 1, index, index + 1].some((near) => isOverlapped[near] === true))
}

/** The column of each instant: one for each thing that happened, two apart where there is room. */
function scale(rows: readonly Timed[]): (instant: number) => number {
  const instants = [...new Set(rows.flatMap(({ sent, received }) => [sent, received]))].toSorted((a, b) => a - b)
  const step = Math.min(2, (widest - 1) / Math.max(1, instants.length - 1))
  return (instant) => Math.round(instants.indexOf(instant) * step)
}

function barOf(from: number, to: number, isLost: boolean): string {
  const length = Math.max(1, to - from)
  return `${' '.repeat(from)}├${'─'.repeat(length - 1)}${isLost ? '?' : '┤'}`
}

function cut(label: string): string {
  return label.length <= longestLabel ? label : `${label.slice(0, longestLabel - 1)}…`
}

function ending({ outcome }: Timed): string {
  return outcome.kind === 'answered' ? String(outcome.response.status) : `no answer (${oneLine(outcome.reason)})`
}
