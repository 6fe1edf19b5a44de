import { EVENT_ID, parseEvents, YAMLException } from 'js-yaml'
import type { Rule } from '../../specs/behaviour.ts'
import { at, isObject, placesAt } from '../../specs/json.ts'
import { nodesBehindAliases } from '../kubeconfig/aliases.ts'
import { called, touches, type Broken, type Judged } from './judged.ts'

type DecodesAs = Extract<Rule, { readonly rule: 'decodes-as' }>

/** Collections within collections, and nodes that aliases stand for: whoever reads the text would have to go through them all. */
const MAX_DEPTH = 50
const MAX_ALIASES = 10_000

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A text is base64 of something in one of the languages named. What it says is never told. */
export function decodesAs(rule: DecodesAs, judged: Judged): Broken | undefined {
  if (!touches(judged, [rule.at])) return undefined
  for (const place of placesAt(judged.after, rule.at)) {
    const text = at(judged.after, place)
    const problem = typeof text !== 'string' || text === '' ? undefined : problemOf(text, rule)
    if (problem !== undefined) return { at: place, detail: `${called(place)} ${problem}` }
  }
  return undefined
}

function problemOf(text: string, { as }: DecodesAs): string | undefined {
  const bytes = fromBase64(text)
  if (bytes === undefined) return 'is not base64'
  if (as === undefined) return undefined
  const decoded = textOf(bytes)
  return decoded !== undefined && as.some((language) => (language === 'json' ? isJsonObject(decoded) : isYamlMapping(decoded)))
    ? undefined
    : `is not base64 of ${as.map((language) => (language === 'json' ? 'a JSON object' : 'a YAML mapping')).join(' or ')}`
}

/**
 * The bytes behind base64 of RFC 4648 section 4: padded, nothing between. Bits that the padding leaves over may be anything
 * (section 3.5). Node passes over what it does not know, so what comes out is counted.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/=]/.test(text)) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === (text.length / 4) * 3 - padding ? bytes : undefined
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text))
  } catch {
    return false
  }
}

/** One document that is a mapping. Only the events are read: nothing is built, so that aliases cost nothing. */
function isYamlMapping(text: string): boolean {
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH })
    const documents = events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length
    return documents === 1 && events[1]?.type === EVENT_ID.MAPPING && nodesBehindAliases(text, events) <= MAX_ALIASES
  } catch (error) {
    if (error instanceof YAMLException) return false
    throw error
  }
}
