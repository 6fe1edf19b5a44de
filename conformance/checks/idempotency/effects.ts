import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { idIn } from '../../resources.ts'
import { at, isObject } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { itemsAt } from '../sight.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Making } from './needs.ts'

type Counted = Pick<Making, 'type' | 'list'>

/** Whether an item of a list shows what one of these bodies asked for, as far as it shows anything of it: others may make resources meanwhile. */
export function isOurs(item: Json, bodies: readonly JsonObject[]): boolean {
  return bodies.some((body) => Object.entries(body).every(([name, value]) => at(item, `/${name}`) === undefined || sameJson(at(item, `/${name}`), value)))
}

/** The body that an exchange sent; an empty object where it sent none. */
export function bodyOf(exchange: Exchange | undefined): JsonObject {
  const text = exchange?.request.body
  const body: Json = text === undefined ? {} : JSON.parse(text)
  return isObject(body) ? body : {}
}

/** The identifier of what an answer tells of; undefined for anything but a success. */
export function idOf({ type }: Counted, exchange: Exchange | undefined): string | undefined {
  return succeeded(exchange) ? idIn(type, answerOf(exchange)?.json) : undefined
}

/** What came of some bodies between two lists, by identifier; undefined where one of the two is not known. */
export function listedSince(
  history: History,
  { type, list }: Counted,
  { bodies, between = ['before', 'after'] }: { readonly bodies: readonly JsonObject[]; readonly between?: readonly [string, string] },
): readonly string[] | undefined {
  const [before, after] = between.map((label) => history.find(label))
  if (!succeeded(before) || !succeeded(after)) return undefined
  const old = new Set(itemsAt(before, list.items).map((item) => idIn(type, item)))
  const young = itemsAt(after, list.items).filter((item) => !old.has(idIn(type, item)) && isOurs(item, bodies))
  return young.flatMap((item) => idIn(type, item) ?? [])
}

/**
 * Judges that some requests together made one resource: their successes all tell of one, and the list shows no other one that
 * came of what they asked for. A list that lags behind shows too little, which is not judged here.
 */
export function singleEffect(history: History, given: Counted, labels: readonly string[]): Judgement {
  const exchanges = labels.flatMap((label) => history.all(label))
  const first = exchanges.find((exchange) => succeeded(exchange))
  const id = idOf(given, first)
  if (first === undefined || id === undefined)
    return unclear(`nothing was made: ${told(exchanges[0])}${first === undefined ? '' : ', but without an identifier'}`)
  const other = exchanges.find((exchange) => succeeded(exchange) && idOf(given, exchange) !== id)
  if (other !== undefined)
    return broken(`one ${given.type.title}, told of by each answer`, `${told(other)} with ${idOf(given, other) ?? 'none'} beside ${id}`, other.label)
  const listed = listedSince(history, given, { bodies: exchanges.map((exchange) => bodyOf(exchange)) })
  if (listed === undefined) return unclear(`how many there are is not known: the list got ${told(history.find('after'))}`)
  const strays = listed.filter((one) => one !== id)
  return strays.length === 0 ? kept : broken(`one ${given.type.title}`, `${strays.join(', ')} in the list beside ${id}`, 'after')
}
