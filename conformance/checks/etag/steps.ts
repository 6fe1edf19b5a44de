import fc from 'fast-check'
import { answerOf } from '../../history.ts'
import { tagOf, volatileIn } from '../../judge/view.ts'
import { all, map, unmet } from '../../need.ts'
import type { Tag } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed, PreconditionNeed, RefusalNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'

/** A resource with an entity tag, and a change of it that can be seen. */
export interface Tagged {
  readonly tag: Tag
  readonly read: OperationNeed
  readonly update: OperationNeed
  readonly field: MutableField
  /** Places that may change although nobody wrote. */
  readonly volatile: readonly string[]
}

/** The same, where a write honours If-Match, and how a stale tag is refused. */
export interface Writable extends Tagged {
  readonly precondition: PreconditionNeed
  readonly refusal: RefusalNeed
}

export function tagged(reading: Reading): Need<Tagged> {
  return all({
    tag: reading.tag(),
    read: reading.operation('read'),
    update: reading.operation('update'),
    field: reading.mutableField(),
    volatile: map(reading.identity(), () => volatileIn(reading.type)),
  })
}

/** Only resources whose own tag is compared: see `parent-tag.ts` for the others. */
export function writable(reading: Reading): Need<Writable> {
  const precondition = reading.precondition()
  if (precondition.kind === 'met' && precondition.value.on !== reading.resource)
    return unmet(`a write to a ${reading.resource} is judged by the tag of a ${precondition.value.on}`)
  const parts = tagged(reading)
  const need = all({ precondition, refusal: reading.refusal('stale-tag'), parts })
  return map(need, ({ parts: found, ...others }) => ({ ...found, ...others }))
}

/** That the tag stands in a header, where RFC 9110 speaks of it. */
export function headerTag(reading: Reading): Need<Tag> {
  const tag = reading.tag()
  return tag.kind === 'met' && !tag.value.header ? unmet(`the tag of a ${reading.resource} stands in the body only`) : tag
}

/** Some different values of the field, in random order. */
export function someOf({ values }: MutableField, count = 2): fc.Arbitrary<Json[]> {
  return fc.shuffledSubarray([...values], { minLength: count, maxLength: count })
}

/** What is sent as the tag where none was shown: a server without tags can only refuse it. */
const none = '"none"'

/** What checks of writes are made of, for one resource. */
export class Steps {
  readonly handle: Handle
  private readonly api: Api
  private readonly given: Tagged

  constructor(api: Api, given: Tagged, handle: Handle) {
    this.api = api
    this.given = given
    this.handle = handle
  }

  /** Reads the resource until it has settled; the tag it then shows. */
  async read(label: string): Promise<string> {
    return this.tagIn(await this.api.settle(label, this.handle))
  }

  /** Gives the field a value: on the condition of a tag, or of several lines, or on none but what the contract requires. */
  write(label: string, value: Json, condition?: string | readonly string[]): Promise<Exchange> {
    return this.api.send(label, this.writing(value, condition))
  }

  /** The request that `write` sends. */
  writing(value: Json, condition?: string | readonly string[]): RequestPlan {
    const { update, field } = this.given
    const tags = condition === undefined ? [] : typeof condition === 'string' ? [condition] : condition
    const [first, ...others] = tags
    const lines = others.map((tag) => ['if-match', tag] as const)
    const headers = first === undefined ? {} : { 'if-match': first }
    return { operation: update.id, params: this.handle.params, headers, lines, body: field.body(value) }
  }

  tagIn(exchange: Exchange): string {
    return tagOf(this.given.tag, answerOf(exchange)) ?? none
  }
}

/**
 * Borrows a resource and brings the field to a known value on the condition of the current tag, whatever it was before: the
 * write `control` is the positive control of what follows, and every other value is a change from now on.
 */
export async function begin(api: Api, given: Tagged, value: Json): Promise<Steps> {
  const steps = new Steps(api, given, await api.borrow())
  await steps.write('control', value, await steps.read('found'))
  return steps
}
