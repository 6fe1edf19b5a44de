import { answerOf, succeeded } from '../../history.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { told } from '../../judge/status.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idIn } from '../../resources.ts'
import { bodyFor } from './parts.ts'
import { shownBy, showsAll, showsNone } from './sights.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Api, Handle } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Part } from './parts.ts'
import type { PartSight } from './sights.ts'

/** Writes a part. */
export function store(
  api: Api,
  part: Part,
  { handle, label, body }: { readonly handle: Handle; readonly label: string; readonly body: Json },
): Promise<Exchange> {
  return api.send(label, { operation: part.store, params: handle.params, ...bodyFor(part, body) })
}

/** Forgets what was written, as far as there is a way: what a part stands in the way of, nobody says, and the resource is to be deleted yet. */
export async function clearAll(api: Api, parts: readonly Part[], handle: Handle): Promise<void> {
  for (const { clear } of parts) if (clear !== undefined) await api.send('clearing', { operation: clear.operation, params: handle.params })
}

/** Looks wherever a part is shown. */
export async function lookFor(api: Api, { sights }: Pick<Part, 'sights'>, { handle, when }: { readonly handle: Handle; readonly when: string }): Promise<void> {
  const operations = new Set(sights.filter(({ kind }) => kind !== 'store').map(({ operation }) => operation))
  for (const operation of operations) await api.send(`${operation} ${when}`, { operation, params: handle.params })
}

/** Identifier of the resource that a scenario made. */
export function madeId(history: History, type: ResourceType, label = 'create'): string | undefined {
  return idIn(type, history.answer(label)?.json)
}

/** What was sent to write a part: read back from the request, so that judges need nothing but the history. */
export function sentIn({ isText }: Pick<Part, 'isText'>, exchange: Exchange | undefined): Json | undefined {
  const body = exchange?.request.body
  if (body === undefined || isText) return body
  const json: Json = JSON.parse(body)
  return json
}

export interface Looked {
  readonly part: Part
  /** Label of what wrote it. */
  readonly label: string
  /** When it was looked for; the answer to the write itself counts where that is its label. */
  readonly when: string
  /** Identifier of the resource that is looked at. */
  readonly id: string | undefined
}

/** Judges that every sight shows what was sent. */
export function isThere(history: History, { part, label, when, id }: Looked): Judgement {
  const write = history.find(label)
  const sent = sentIn(part, write)
  if (!succeeded(write) || sent === undefined) return unclear(`${part.store} got ${told(write)}`)
  for (const sight of part.sights) {
    const exchange = seenBy(history, sight, { label, when })
    if (exchange === undefined) continue
    if (answerOf(exchange) === undefined) return unclear(`${sight.operation} got ${told(exchange)}`)
    const shown = shownBy(sight, exchange, { id, isText: part.isText })
    if (!showsAll(sight, shown, sent))
      return leaning(broken(`${text(below(sent, sight))}${placeIn(sight)}`, succeeded(exchange) ? text(shown) : told(exchange), exchange.label), [
        ...part.says,
        ...sight.says,
        ...exact(part),
      ])
  }
  return kept
}

/** That a text comes back as it was sent is more than that it is shown. */
function exact({ isText, stored }: Part): readonly Sourced[] {
  return isText ? [stored] : []
}

/** Judges that no sight shows it. */
export function isGone(history: History, { part, label, when, id }: Looked, because: string): Judgement {
  const sent = sentIn(part, history.find(label))
  for (const sight of part.sights) {
    const exchange = sight.kind === 'store' ? undefined : history.find(`${sight.operation} ${when}`)
    if (exchange === undefined || sent === undefined) continue
    const shown = shownBy(sight, exchange, { id, isText: part.isText })
    if (!showsNone(sight, shown, sent))
      return leaning(broken(`nothing of ${part.at}${placeIn(sight)} ${because}`, text(shown), exchange.label), [...part.says, ...sight.says])
  }
  return kept
}

/** The exchange in which a sight saw it. */
export function seenBy(history: History, sight: PartSight, { label, when }: Pick<Looked, 'label' | 'when'>): Exchange | undefined {
  if (sight.kind === 'store') return when === label ? history.find(label) : undefined
  return history.find(`${sight.operation} ${when}`)
}

function below(sent: Json, { below: place }: PartSight): Json {
  return typeof sent === 'string' || place === '' ? sent : { [place]: 'of what was sent' }
}

function placeIn({ operation, place }: PartSight): string {
  return place === '' ? ` in the answer of ${operation}` : ` at ${place} of ${operation}`
}
