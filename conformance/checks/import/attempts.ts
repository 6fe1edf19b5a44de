import { plainKubeconfig } from '../../generate/kubeconfig.ts'
import { KUBECONFIG } from '../../subject/vault.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { idIn } from '../../resources.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { bodyOf } from '../lifecycle/create.ts'
import { itemsAt } from '../sight.ts'
import type { Api } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Judgement } from '../../verdict.ts'
import type { Importing } from './needs.ts'

/** One import to be tried: what it is called, and what of a plain body it changes. */
export interface Attempted {
  readonly label: string
  readonly of: (plain: JsonObject) => Json
  /** True where it may as well succeed. */
  readonly lenient?: boolean
  /** Statuses that are right for a refusal; any of the class 4xx where absent. */
  readonly statuses?: readonly number[]
}

/** Stands in sample kubeconfigs for a name of their own, which they get when they are sent. */
export const MARK = 'cp-sample'

/** Labels of what is sent around the attempts. */
export const labels = { control: 'plain import', listed: 'list before', relisted: 'list after' } as const

/** Tries imports between a plain one and a second look at the list. */
export async function tryImports(api: Sender, importing: Importing, attempts: readonly Attempted[]): Promise<void> {
  const { id, list } = importing
  const control = await api.control(labels.control, { operation: id, body: fresh(api, importing) })
  if (!succeeded(control)) return
  if (list !== undefined) await api.send(labels.listed, { operation: list.id })
  for (const { label, of } of attempts) await api.send(label, { operation: id, body: named(api, importing, of(fresh(api, importing))), mayBeLost: true })
  if (list !== undefined) await api.send(labels.relisted, { operation: list.id })
}

type Sender = Pick<Api, 'send' | 'control' | 'importBody' | 'name'>

/**
 * A plain body whose kubeconfig leads to a server that no other import names: a provider may take each cluster once only. The
 * kubeconfig that a person has given stays as it is.
 */
export function fresh(api: Pick<Api, 'importBody' | 'name'>, { place, marker }: Pick<Importing, 'place' | 'marker'>): JsonObject {
  const body = api.importBody()
  const name = api.name()
  const labelled = marker === undefined ? body : { ...body, [marker]: name }
  return at(body, place) === KUBECONFIG ? labelled : carrying({ place }, plainKubeconfig(name))(labelled)
}

/** A body whose sample kubeconfig has got a name of its own. */
export function named(api: Pick<Api, 'name'>, { place }: Pick<Importing, 'place'>, body: Json): Json {
  const text = at(body, place)
  return typeof text === 'string' && text.includes(MARK) ? withAt(body, place, text.replaceAll(MARK, api.name())) : body
}

/** A plain body with another kubeconfig. */
export function carrying({ place }: Pick<Importing, 'place'>, kubeconfig: string): (plain: JsonObject) => JsonObject {
  return (plain) => {
    const body = withAt(plain, place, kubeconfig)
    return isObject(body) ? body : plain
  }
}

/** Judges imports that had to be refused, or may be: each by what it left behind and then by its answer. */
export function judged(history: History, importing: Importing, attempts: readonly Attempted[]): Judgement {
  const control = history.find(labels.control)
  if (!succeeded(control)) return unclear(notTaken(control))
  return allOf(
    attempts.map(({ label, lenient, statuses }) => {
      const attempt = history.find(label)
      if (attempt?.outcome.kind === 'lost') return broken('an answer', told(attempt), label)
      if (lenient === true && succeeded(attempt)) return kept
      return allOf([traceOf(history, importing, label), refused({ control, attempt, ...(statuses && { statuses }) })])
    }),
  )
}

/** Why nothing follows from a plain import that was not taken: whoever looks for the cluster finds that there is none. */
export function notTaken(control: Exchange | undefined): string {
  return `a plain kubeconfig was not imported (${told(control)}): nothing is known of imports, and the cluster that it names does not exist`
}

/** Broken where the list after the attempts shows something new that bears what only this attempt sent, e.g. its name. */
function traceOf(history: History, importing: Importing, label: string): Judgement {
  const attempt = history.find(label)
  const found = newItems(history, importing).find((item) => bears(importing, item, signOf(importing, attempt, history.find(labels.control))))
  if (found === undefined) return kept
  return broken('nothing is imported', `${told(attempt)}, and yet ${JSON.stringify(idIn(importing.type, found))} is listed`, label)
}

/** What is listed after the attempts and was not before. */
export function newItems(history: History, { list, type }: Pick<Importing, 'list' | 'type'>): readonly Json[] {
  const [before, after] = [history.find(labels.listed), history.find(labels.relisted)]
  if (list === undefined || !succeeded(before) || !succeeded(after)) return []
  const known = new Set(itemsAt(before, list.items).map((item) => idIn(type, item)))
  return itemsAt(after, list.items).filter((item) => !known.has(idIn(type, item)))
}

/** What tells one import from the other, by the member that is made for that. */
export function signOf({ marker }: Pick<Importing, 'marker'>, one: Exchange | undefined, other: Exchange | undefined): Json | undefined {
  const [own, usual] = [one, other].map((exchange) => (marker === undefined || exchange === undefined ? undefined : bodyIn(exchange)[marker]))
  return typeof own === 'string' && own !== '' && own !== usual ? own : undefined
}

/** True where a representation bears what only one import sent. */
export function bears({ marker }: Pick<Importing, 'marker'>, item: Json, sign: Json | undefined): boolean {
  return marker !== undefined && sign !== undefined && at(item, `/${marker}`) === sign
}

function bodyIn(exchange: Exchange): JsonObject {
  try {
    return bodyOf(exchange)
  } catch {
    return {}
  }
}

/** The identifier of what an import brought in; undefined where it brought in nothing. */
export function broughtIn(type: Importing['type'], exchange: Exchange | undefined): string | undefined {
  return succeeded(exchange) ? idIn(type, answerOf(exchange)?.json) : undefined
}

/** The kubeconfig that a request carried. */
export function sentIn({ place }: Pick<Importing, 'place'>, exchange: Exchange | undefined): string {
  const text = exchange === undefined ? undefined : at(bodyIn(exchange), place)
  return typeof text === 'string' ? text : ''
}
