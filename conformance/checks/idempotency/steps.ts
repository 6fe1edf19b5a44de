import { Blocked } from '../../api.ts'
import { answerOf } from '../../history.ts'
import { idIn, idParameter } from '../../resources.ts'
import { stampOf } from '../../stamp.ts'
import { isOurs } from './effects.ts'
import { itemsAt } from '../sight.ts'
import type { Idempotency } from '../../../specs/behaviour.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Making } from './needs.ts'

/** What is laid over a request that makes something. */
type More = Partial<Omit<RequestPlan, 'operation'>>

/** Keys that nobody has used, made from names of the run and the date of an answer. */
export function keysFor({ key: { minLength, maxLength } }: Idempotency, seen: Exchange): (name: string) => string {
  const stamp = stampOf(seen)
  return (name) => `${stamp}${name.replaceAll(/[^a-z0-9]/gi, '')}`.slice(-maxLength).padStart(minLength, '0')
}

/** One scenario about one key: what is listed before, requests that make something, what is listed after. */
export class Sender {
  /** The key that requests carry unless told otherwise. */
  readonly key: string
  readonly body: JsonObject
  readonly another: (name: string) => string
  private readonly api: Api
  private readonly given: Making
  private readonly params: Handle['params']
  /** What was listed before, and what was answered since. */
  private readonly known: Set<string>

  private constructor(api: Api, given: Making, begun: { readonly params: Handle['params']; readonly before: Exchange }) {
    this.api = api
    this.given = given
    this.params = begun.params
    this.another = keysFor(given.rules, begun.before)
    this.key = this.another(api.name())
    this.body = given.body(api)
    this.known = new Set(this.idsIn(begun.before))
  }

  /** Lists what is there, recorded as `before`. */
  static async begin(api: Api, given: Making): Promise<Sender> {
    const params = await given.nursery(api)
    return new Sender(api, given, { params, before: await api.send('before', { operation: given.list.id, params }) })
  }

  /** Sends the body under the key, unless `more` has others. */
  async send(label: string, more: More = {}): Promise<Exchange> {
    const { header } = this.given.rules
    const named = [...Object.keys(more.headers ?? {}), ...(more.lines ?? []).map(([name]) => name)]
    const isKeyed = named.some((name) => name.toLowerCase() === header)
    const headers = isKeyed ? more.headers : { [header]: this.key, ...more.headers }
    const plan = { operation: this.given.id, params: this.params, ...(more.raw === undefined && { body: this.body }), ...more, ...(headers && { headers }) }
    const exchange = await this.api.send(label, plan)
    const id = idIn(this.given.type, answerOf(exchange)?.json)
    if (id !== undefined) this.known.add(id)
    return exchange
  }

  /** Sends the body under the key several times at once, whatever becomes of it. */
  async together(labels: readonly string[]): Promise<readonly Exchange[]> {
    const { header } = this.given.rules
    const plan = { operation: this.given.id, params: this.params, body: this.body, headers: { [header]: this.key }, mayBeLost: true }
    const exchanges = await this.api.together(labels.map((label) => [label, plan]))
    for (const id of exchanges.flatMap((exchange) => idIn(this.given.type, answerOf(exchange)?.json) ?? [])) this.known.add(id)
    return exchanges
  }

  /** Sends a body without a key. */
  keyless(label: string, body: JsonObject): Promise<Exchange> {
    return this.api.send(label, { operation: this.given.id, params: this.params, body, headers: { [this.given.rules.header]: '' } })
  }

  /** Sends as often as it takes to get a success, as long as the patience of the subject lasts. */
  async insist(label: string): Promise<Exchange> {
    const plan = { operation: this.given.id, params: this.params, body: this.body, headers: { [this.given.rules.header]: this.key } }
    return this.api.poll(label, plan, (exchange) => (answerOf(exchange)?.status ?? 500) < 400)
  }

  list(label: string): Promise<Exchange> {
    return this.api.send(label, { operation: this.given.list.id, params: this.params })
  }

  /** Lists what is there now, recorded as `after`, and deletes what came of these bodies and no answer has told of. */
  async end(...bodies: readonly JsonObject[]): Promise<void> {
    const { type, list, remove } = this.given
    const after = await this.list('after')
    const strays = itemsAt(after, list.items).filter((item) => isOurs(item, [this.body, ...bodies]))
    for (const id of strays.flatMap((item) => idIn(type, item) ?? []).filter((one) => !this.known.has(one)))
      await this.api.send('discarding', { operation: remove, params: { ...this.params, [idParameter(type)]: id } })
  }

  /** What an answer tells of. Throws `Blocked` where it tells of nothing. */
  made(exchange: Exchange): Handle {
    const handle = this.api.own(exchange, this.body)
    if (handle === undefined)
      throw new Blocked(`nothing was made: the request ${JSON.stringify(exchange.label)} got ${answerOf(exchange)?.status ?? 'no answer'}`)
    return handle
  }

  private idsIn(exchange: Exchange): readonly string[] {
    return itemsAt(exchange, this.given.list.items).flatMap((item) => idIn(this.given.type, item) ?? [])
  }
}
