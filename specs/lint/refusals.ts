import { stages } from '../behaviour.ts'
import type { Behaviour, RefusalReply } from '../behaviour.ts'
import type { Json } from '../json.ts'
import { schemaNamed } from './names.ts'
import { choices, reporter } from './rule.ts'
import type { Path, Rule } from './rule.ts'

const missingStage = reporter('check-order')
const nowhere = reporter('refusal-metadata')
const badDetail = reporter('refusal-details')
const undeclared = reporter('refusal-status', 'warning')

/** The order of checks names every stage; keys are looked up only where there are some. */
export const checkOrderRule: Rule = ({ behaviour }) => {
  const needed = stages.filter((stage) => stage !== 'replay' || behaviour.idempotency !== undefined)
  const missing = needed.filter((stage) => !behaviour.checkOrder.stages.includes(stage))
  if (missing.length === 0) return []
  return [
    missingStage(
      ['checkOrder', 'stages'],
      `The order of checks misses ${choices(missing)}. List all ${counted(needed.length)}: where the vendor does not check one, its place is free.`,
    ),
  ]
}

function counted(number: number): string {
  return ['nine', 'ten'][number - 9] ?? String(number)
}

export const envelopeRule: Rule = (pair) => schemaNamed(pair, ['errors', 'envelope', 'schema'], pair.behaviour.errors.envelope.schema)

interface Replied {
  readonly path: Path
  readonly reply: RefusalReply
  /** The only operation that it is about; all where there is none. */
  readonly id?: string
}

/** Every refusal that is put into words: those of all operations, and those of one. */
function replies({ errors, operations }: Behaviour): readonly Replied[] {
  const common = Object.entries(errors.refusals).map(([name, reply]) => ({ path: ['errors', 'refusals', name], reply }))
  const particular = Object.entries(operations).flatMap(([id, { refusals }]) =>
    Object.entries(refusals ?? {}).map(([name, reply]) => ({ path: ['operations', id, 'refusals', name], reply, id })),
  )
  return [...common, ...particular]
}

/** What a refusal knows besides its message. */
const facts = ['tag', 'limit', 'usage', 'quota', 'blocker']

/** Metadata is filled in with what is known of a refusal, and the envelope has a place for it. */
export const metadataRule: Rule = ({ behaviour }) => {
  const shown = JSON.stringify(behaviour.errors.envelope.body).includes('"{metadata}"')
  return replies(behaviour).flatMap(({ path: reply, reply: { metadata } }) => {
    const path = [...reply, 'metadata']
    if (metadata !== undefined && !shown) return [nowhere(path, 'The body of the envelope has no member `{metadata}`. Add one, or remove this.')]
    return Object.entries(metadata ?? {}).flatMap(([key, text]) => {
      return unknownWords(text, facts).map((message) => nowhere([...path, key], message))
    })
  })
}

/** What the details of a refusal are filled in with. */
const detailFacts = ['detail', 'field', 'resource', 'id']

/** Details are filled in with what is known of a refusal, and the envelope has a place for them. */
export const detailsRule: Rule = ({ behaviour }) => {
  const shown = JSON.stringify(behaviour.errors.envelope.body).includes('"{details}"')
  return replies(behaviour).flatMap(({ path: reply, reply: { details } }) => {
    const path = [...reply, 'details']
    if (details !== undefined && !shown) return [badDetail(path, 'The body of the envelope has no member `{details}`. Add one, or remove this.')]
    const unnamed = (details ?? []).flatMap((detail, index) =>
      behaviour.connect === undefined || typeof detail['@type'] === 'string' ? [] : [badDetail([...path, index], anonymous)],
    )
    return [...unnamed, ...texts(details ?? [], path).flatMap(([where, text]) => unknownWords(text, detailFacts).map((message) => badDetail(where, message)))]
  })
}

const anonymous = 'Over the Connect protocol a detail tells its type, and this one has none. Add `@type`, e.g. `type.googleapis.com/google.rpc.BadRequest`.'

/** Every text in a value, with the steps to it. */
function texts(value: Json, path: Path): readonly (readonly [Path, string])[] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]: [string, Json]) => texts(member, [...path, key]))
}

/** What to say of words in braces that nothing fills in. */
function unknownWords(text: string, known: readonly string[]): readonly string[] {
  const odd = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, word]) => word ?? '').filter((word) => !known.includes(word))
  return odd.map((word) => `'{${word}}' stands for nothing. Write one of ${choices(known.map((each) => `{${each}}`))}.`)
}

/** A status that the document never mentions is one that its readers do not expect. Statuses nobody documents are assumptions, and say so. */
export const refusalStatusRule: Rule = ({ behaviour, operations }) => {
  const anywhere = new Set([...operations.values()].flatMap(({ responses }) => [...responses.keys()]))
  const isDeclared = ({ reply, id }: Replied) => (id === undefined ? anywhere.has(reply.status) : operations.get(id)?.responses.has(reply.status) !== false)
  return replies(behaviour)
    .filter((each) => each.reply.basis === 'documented' && !isDeclared(each))
    .map(({ path, reply: { status }, id }) => {
      const nowhere = id === undefined ? 'No operation of openapi.yaml declares' : `openapi.yaml does not declare for '${id}'`
      return undeclared([...path, 'status'], `${nowhere} the status ${status}. Declare it where it can come, or call the statement assumed.`)
    })
}
