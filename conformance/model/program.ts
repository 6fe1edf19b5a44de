import { answerOf } from '../history.ts'
import { isObject } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'
import type { Exchange } from '../history.ts'

/**
 * A sequence of commands and what came of it, as the steps that a person would take: one line a request, with what it was sent to,
 * what it asked for and what it got. Commands that sent nothing are left out; looks that are repeated while something is awaited are
 * told once, with their number. Pure, and the same text for the same evidence.
 *
 *     1. create cp-1a2b3c-1 -> 201
 *     2. update cp-1a2b3c-1 {"paint":"red"} if "41" -> 412
 */
export function programOf(evidence: readonly Exchange[]): readonly string[] {
  const steps = joined(evidence.map((exchange) => ({ step: stepOf(exchange), exchange, times: 1 })))
  return steps.map(({ step, times }, index) => `${index + 1}. ${step}${times > 1 ? ` (${times} times)` : ''}`)
}

/** True for a scenario of commands, and not of anything else. */
export function isProgram(scenario: Json): boolean {
  return Array.isArray(scenario) && scenario.length > 0 && scenario.every((command: Json) => isObject(command) && typeof command['do'] === 'string')
}

interface Step {
  readonly step: string
  readonly exchange: Exchange
  readonly times: number
}

/** The same request with the same outcome in a row is one step. */
function joined(steps: readonly Step[]): readonly Step[] {
  return steps.reduce<readonly Step[]>((all, next) => {
    const last = all.at(-1)
    return last?.step === next.step ? [...all.slice(0, -1), { ...last, times: last.times + 1 }] : [...all, next]
  }, [])
}

function stepOf(exchange: Exchange): string {
  const parts = [deedOf(exchange), targetOf(exchange), bodyOf(exchange), ...conditionsOf(exchange), '->', outcomeOf(exchange)]
  return parts.filter((part) => part !== '').join(' ')
}

/** The command without its number, e.g. `update`; nothing where it was no command that sent it. */
function deedOf({ label }: Exchange): string {
  const command = /^\d+ ([a-z ]+?)(?: \(([a-z ]+)\))?$/.exec(label)
  if (command === null) return ''
  const [, name = '', part] = command
  return part === undefined ? name : `${name}: ${part}`
}

/** Where it went: path and query, and whatever its message names in their place. */
function targetOf({ request, named = {} }: Exchange): string {
  const values = Object.entries(named).map(([name, value]) => `${name}=${value}`)
  return [`${request.method} ${request.target}`, ...values].join(' ')
}

function bodyOf({ request: { body } }: Exchange): string {
  return body === undefined ? '' : body.length > longest ? `${body.slice(0, longest)}…` : body
}

/** Characters of a body that are told: it stands in the evidence in full. */
const longest = 200

function conditionsOf({ request }: Exchange): readonly string[] {
  return request.headers.flatMap(([name, value]) => {
    if (name.toLowerCase() === 'if-match') return [`if ${value}`]
    return name.toLowerCase() === 'idempotency-key' ? [`key ${value}`] : []
  })
}

function outcomeOf(exchange: Exchange): string {
  const answer = answerOf(exchange)
  if (answer === undefined) return exchange.outcome.kind === 'lost' ? `no answer: ${exchange.outcome.reason}` : 'no answer'
  const tag = answer.headers.find(([name]) => name === 'etag')?.[1]
  return tag === undefined ? String(answer.status) : `${answer.status} tag ${tag}`
}
