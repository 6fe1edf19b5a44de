import { at, placesAt, pointer, steps, withAt } from '../../specs/json.ts'
import { combined } from './combined.ts'
import { holder } from './places.ts'
import type { Rule } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'

/**
 * A body that keeps the rules, as near as may be to one that was drawn from its schema alone. Rules about other resources are not
 * looked at: their values are known from elsewhere.
 */
export function obeying(body: Json, rules: readonly Rule[]): Json {
  return rules.reduce(keeping, body)
}

function keeping(body: Json, rule: Rule): Json {
  switch (rule.rule) {
    case 'unique':
      return rule.within === undefined ? rule.at.reduce(distinct, body) : body
    case 'exclusive-or':
      return without(body, rule.at.filter((place) => at(body, place) !== undefined).slice(1))
    case 'all-or-none':
      return rule.at.every((place) => at(body, place) !== undefined) ? body : without(body, rule.at)
    case 'at-most-one':
      return single(body, rule)
    case 'apart':
      return apart(body, rule)
    case 'decodes-as':
      return encoded(body, rule.at)
    case 'ordered':
      return ordered(body, rule.at)
    case 'combination':
      return combined(body, rule)
    case 'exists':
    case 'equal':
    case 'member-of':
    case 'immutable':
    case 'append-only':
    case 'only-grows':
    case 'offered':
    case 'one-minor-at-a-time':
      return body
  }
}

/** Items whose value stood before are left out. */
function distinct(body: Json, place: string): Json {
  const array = holder(place)
  const items = at(body, array)
  if (array === place || !Array.isArray(items)) return body
  const below = pointer(steps(place).slice(steps(array).length + 1))
  const seen = new Set<string>()
  const kept = items.filter((item: Json) => {
    const value = JSON.stringify(at(item, below))
    return value === undefined || (!seen.has(value) && seen.add(value).size > 0)
  })
  return withAt(body, array, kept)
}

function single(body: Json, rule: Extract<Rule, { rule: 'at-most-one' }>): Json {
  const array = holder(rule.at)
  const items = at(body, array)
  if (!Array.isArray(items) || items.length === 0) return body
  const below = pointer(steps(rule.at).slice(steps(array).length + 1))
  const first = items.findIndex((item: Json) => at(item, below) === rule.is)
  if (first < 0) return rule.needed === true ? withAt(body, `${array}/0${below}`, rule.is) : body
  return withAt(
    body,
    array,
    items.filter((item: Json, index) => index <= first || at(item, below) !== rule.is),
  )
}

function apart(body: Json, { each, when, without: places }: Extract<Rule, { rule: 'apart' }>): Json {
  const holds = (part: Json | undefined) => (when.is === undefined ? at(part, when.at) !== undefined : at(part, when.at) === when.is)
  const spots = each === undefined ? [''] : placesAt(body, `${each}/*`)
  const odd = spots.filter((spot) => holds(at(body, spot))).flatMap((spot) => places.map((place) => spot + place))
  return without(body, odd)
}

/** Numbers the wrong way round change places. One alone is left out: what the other one is then is not known. */
function ordered(body: Json, [first, second]: Extract<Rule, { rule: 'ordered' }>['at']): Json {
  const [low, high] = [at(body, first), at(body, second)]
  if (low === undefined || high === undefined) return without(body, [first, second])
  return typeof low === 'number' && typeof high === 'number' && low > high ? withAt(withAt(body, first, high), second, low) : body
}

/** What is no encoded object becomes one. Different texts become different ones. */
function encoded(body: Json, place: string): Json {
  return placesAt(body, place).reduce<Json>((made, spot) => {
    const text = at(made, spot)
    return typeof text !== 'string' || isEncoded(text) ? made : withAt(made, spot, encodedObject(text))
  }, body)
}

/** Base64 of a JSON object that holds a text; JSON is YAML as well. */
export function encodedObject(text: string): string {
  return Buffer.from(JSON.stringify({ note: text }), 'utf8').toString('base64')
}

/** True for base64 of what may be JSON, YAML or a certificate; documents show such texts. */
function isEncoded(text: string): boolean {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) return false
  try {
    return /^[^\p{Cc}]*[:\n][\P{Cc}\n]*$/u.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return false
  }
}

function without(body: Json, places: readonly string[]): Json {
  return places.reduce<Json>((rest, place) => (at(rest, place) === undefined ? rest : withAt(rest, place, undefined)), body)
}
