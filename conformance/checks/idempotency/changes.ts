import { keysFor } from './steps.ts'
import type { Api, Handle } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Json } from '../../../specs/json.ts'
import type { Changing } from './needs.ts'

/** Keyed updates of a borrowed resource: cheap, and a key that somebody has used before does no harm there. */
export class Changer {
  readonly key: (name: string) => string
  private readonly api: Api
  private readonly given: Changing
  private readonly handle: Handle

  private constructor(api: Api, given: Changing, begun: { readonly handle: Handle; readonly found: Exchange }) {
    this.api = api
    this.given = given
    this.handle = begun.handle
    this.key = keysFor(given.rules, begun.found)
  }

  /** Gives the field a known value under a key of its own: `control`, the positive control of what follows. */
  static async begin(api: Api, given: Changing, value: Json): Promise<Changer> {
    const handle = await api.borrow()
    const changer = new Changer(api, given, { handle, found: await api.settle('found', handle) })
    await changer.send('control', value, changer.fresh())
    return changer
  }

  /** A key that nobody has used. */
  fresh(): string {
    return this.key(this.api.name())
  }

  /** An update with one line for each key. */
  send(label: string, value: Json, ...keys: readonly string[]): Promise<Exchange> {
    const { id, rules, field } = this.given
    const lines = keys.map((key) => [rules.header, key] as const)
    return this.api.send(label, { operation: id, params: this.handle.params, body: field.body(value), lines })
  }

  read(label: string): Promise<Exchange> {
    return this.api.send(label, { operation: this.given.read, params: this.handle.params })
  }
}
