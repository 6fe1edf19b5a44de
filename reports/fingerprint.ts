import { createHash } from 'node:crypto'
import type { Json } from '../specs/json.ts'

/** What of a finding its fingerprint is made of. */
export interface Fingerprinted {
  readonly requirement: string
  readonly resource?: string | undefined
  readonly expected: string
  readonly actual: string
  /** What was drawn for it: values from here say nothing of the subject. */
  readonly scenario: Json
}

/**
 * Tells a finding again in another run, with another seed too: a hash of the requirement, the resource type, what was expected and what
 * came, in which names, identifiers, instants, tags and what the scenario drew count for nothing. `fp-` and 16 hexadecimal digits.
 */
export function fingerprint({ requirement, resource = '', expected, actual, scenario }: Fingerprinted): string {
  const drawn = drawnIn(scenario)
  const parts = [requirement, resource, lasting(expected, drawn), lasting(actual, drawn)]
  return `fp-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`
}

/** What differs from run to run, most particular first. */
const volatile: readonly RegExp[] = [
  // Quoted texts: values, names, tags. What is said about them stays.
  /"(?:[^"\\]|\\.)*"?/g,
  /\b\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?/g,
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\bcp[-_]?[a-z0-9]+[-_]?[a-z0-9-_]*\d(?:@[\w.-]+)?/gi,
  // Identifiers: letters and digits in one word of some length.
  /\b(?=\w*\d)(?=\w*[A-Za-z_])\w{8,}\b/g,
  // Numbers but for statuses, which say what came.
  /\b(?![1-5]\d\d\b)\d+(?:\.\d+)?\b/g,
]

/** A text without what differs from run to run. */
export function lasting(text: string, drawn: readonly string[] = []): string {
  const without = drawn.reduce((left, value) => left.replaceAll(value, '~'), text)
  const masked = volatile.reduce((left, pattern) => left.replace(pattern, '~'), without)
  return folded(masked).replace(/(?:~[,\s]*)+~/g, '~')
}

/** JSON of which nothing but its shape is left: how many items it has is drawn too. */
function folded(text: string): string {
  const shorter = text.replace(/[[{](?:[~:,\s]|true|false|null)*[\]}]/g, '~')
  return shorter === text ? text : folded(shorter)
}

/**
 * Texts that a scenario is made of, longest first. Short ones would be found in the midst of words, and those that are words
 * themselves name commands and members, of which findings speak too.
 */
function drawnIn(scenario: Json): readonly string[] {
  const found = new Set<string>()
  const walk = (value: Json): void => {
    if (typeof value === 'string') found.add(value)
    else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) walk(item)
  }
  walk(scenario)
  return [...found].filter((text) => text.length >= 4 && !/^[A-Za-z/_.-]+$/.test(text)).toSorted((a, b) => b.length - a.length)
}
