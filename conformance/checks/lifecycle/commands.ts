import { answerOf, succeeded } from '../../history.ts'
import type { OperationBehaviour } from '../../../specs/behaviour.ts'
import type { Exchange } from '../../history.ts'
import type { Command } from '../../judge/automaton.ts'
import type { Kin } from './lives.ts'

/** What asks and changes nothing, whatever its method. */
const asks: readonly (OperationBehaviour['action'] | undefined)[] = ['read', 'list', 'view', 'overview', 'tell', 'invoke', 'wait']

const safe = ['GET', 'HEAD', 'OPTIONS', 'TRACE']

interface Write {
  readonly command: Command
  readonly text: string
}

/** The requests of a trace that may have set something in motion. */
export class Commands {
  private readonly writes: readonly Write[]
  /** Requests that the trace does not hold, e.g. those over another wire: nobody knows what they were about. */
  private readonly unseen: readonly Command[]

  /** `others` were sent by another clock, so at any time. */
  constructor(kin: Kin, { own, others }: { readonly own: readonly Exchange[]; readonly others: readonly Exchange[] }) {
    this.writes = [...own.flatMap((exchange) => writeOf(kin, exchange)), ...others.flatMap((exchange) => writeOf(kin, { ...exchange, sent: -Infinity }))]
    this.unseen = gapsIn(own).map((sent) => ({ starts: 'any', sent }))
  }

  /** Those that may be about the resource with this identifier: whatever names it. Only those since an instant. */
  about(id: string, since: number): readonly Command[] {
    const spellings = [id, encodeURIComponent(id)]
    const named = this.writes.filter(({ text }) => spellings.some((spelling) => text.includes(spelling))).map(({ command }) => command)
    return [...named, ...this.unseen].filter(({ sent }) => sent >= since || sent === -Infinity)
  }
}

/** A refusal promises that nothing was done; a success, a loss and a crash promise nothing of the kind. */
function writeOf(kin: Kin, exchange: Exchange): readonly Write[] {
  const { request, sent, named = {} } = exchange
  const status = answerOf(exchange)?.status ?? 500
  if (safe.includes(request.method) || (status >= 400 && status < 500)) return []
  const operation = kin.contract.operations.get(exchange.operation ?? '')
  const isOwn = operation?.method.toUpperCase() === request.method
  if (isOwn && asks.includes(operation.behaviour?.action)) return []
  const starts = isOwn && operation.behaviour?.resource === kin.resource ? startsOf(operation.behaviour) : 'any'
  const answer = succeeded(exchange) ? (answerOf(exchange)?.body ?? '') : ''
  return starts.length === 0 ? [] : [{ command: { starts, sent }, text: [request.target, ...Object.values(named), request.body ?? '', answer].join('\n') }]
}

/** Names of the triggers that a request may start. What begins a life sets nothing in motion that was there before. */
function startsOf({ action, trigger, triggers = [], chooses }: OperationBehaviour): readonly string[] {
  if (action === 'create' || action === 'import') return []
  const own = trigger ?? (action === 'delete' ? 'delete' : undefined)
  return [...(own === undefined ? [] : [own]), ...triggers.map((one) => one.trigger), ...Object.values(chooses?.triggers ?? {})]
}

/** Instants at or after which the requests were sent whose numbers are missing. */
function gapsIn(own: readonly Exchange[]): readonly number[] {
  const sorted = own.toSorted((a, b) => a.number - b.number)
  return sorted.flatMap(({ number, sent }, index) => Array.from({ length: Math.max(0, (sorted[index + 1]?.number ?? number + 1) - number - 1) }, () => sent))
}
