import { stages } from '../behaviour.ts'
import { choices, reporter, schemaNames } from './rule.ts'
import type { Rule } from './rule.ts'

const unknownSchema = reporter('schema-exists')
const missingStage = reporter('check-order')
const nowhere = reporter('refusal-metadata')
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

export const envelopeRule: Rule = ({ document, behaviour }) => {
  const { schema } = behaviour.errors.envelope
  if (schemaNames(document).includes(schema)) return []
  return [unknownSchema(['errors', 'envelope', 'schema'], `components.schemas has no '${schema}'. Write one of ${choices(schemaNames(document))}.`)]
}

/** What a refusal knows besides its message. */
const facts = ['tag', 'limit', 'usage', 'quota', 'blocker']

/** Metadata is filled in with what is known of a refusal, and the envelope has a place for it. */
export const metadataRule: Rule = ({ behaviour }) => {
  const shown = JSON.stringify(behaviour.errors.envelope.body).includes('"{metadata}"')
  return Object.entries(behaviour.errors.refusals).flatMap(([name, { metadata }]) => {
    const path = ['errors', 'refusals', name, 'metadata']
    if (metadata !== undefined && !shown) return [nowhere(path, 'The body of the envelope has no member `{metadata}`. Add one, or remove this.')]
    return Object.entries(metadata ?? {}).flatMap(([key, text]) => {
      const odd = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, word]) => word ?? '').filter((word) => !facts.includes(word))
      return odd.map((word) => nowhere([...path, key], `'{${word}}' stands for nothing. Write one of ${choices(facts.map((each) => `{${each}}`))}.`))
    })
  })
}

/** A status that the document never mentions is one that its readers do not expect. Statuses nobody documents are assumptions, and say so. */
export const refusalStatusRule: Rule = ({ behaviour, operations }) => {
  const declared = new Set([...operations.values()].flatMap(({ responses }) => [...responses.keys()]))
  return Object.entries(behaviour.errors.refusals)
    .filter(([, reply]) => reply.basis === 'documented' && !declared.has(reply.status))
    .map(([name, { status }]) =>
      undeclared(
        ['errors', 'refusals', name, 'status'],
        `No operation of openapi.yaml declares the status ${status}. Declare it where it can come, or call the statement assumed.`,
      ),
    )
}
