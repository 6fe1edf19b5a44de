import type { Precondition } from '../specs/behaviour.ts'
import type { Check, Context } from './context.ts'
import { addressOf } from './existence.ts'
import { present, typeOf } from './moment.ts'
import { tagOf } from './version.ts'

export const precondition: Check = (context) => {
  const rule = context.behaviour.precondition
  if (rule === undefined) return undefined
  const field = context.call.header(rule.header)
  if (field === undefined)
    return rule.presence === 'required'
      ? { refusal: 'missing-tag', detail: `the ${rule.header} header is required`, path: ['headers', rule.header] }
      : undefined
  const fault = misshapen(context, rule, field)
  if (fault !== undefined) return { refusal: 'invalid-parameter', detail: `${rule.header} ${fault}`, path: ['headers', rule.header] }
  const current = currentTag(context, rule)
  context.compared = { sent: field, current }
  if (holds(field, current, rule)) return undefined
  if (rule.single !== true && field.trim() !== '*' && tagsIn(field, rule.bare).length === 0)
    return { refusal: 'malformed-tag', detail: `the ${rule.header} header holds no list of entity tags` }
  return { refusal: 'stale-tag', detail: `the current entity tag is ${shownTag(current, rule)}`, facts: { tag: shownTag(current, rule) } }
}

/** How the header misses its schema, e.g. by its length: such a text is no tag at all, neither the current one nor a stale one. */
function misshapen({ moment, operation }: Context, { header }: Precondition, field: string): string | undefined {
  const declared = operation.parameters.find((parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === header)
  return declared === undefined ? undefined : moment.contract.validate(declared.schema, field)[0]?.message
}

function currentTag(context: Context, rule: Precondition): string | undefined {
  const { moment } = context
  const subject = rule.on === undefined ? context.resource : present(moment, rule.on, addressOf(context, typeOf(moment, rule.on).address))
  return subject === undefined ? undefined : tagOf(moment, subject)
}

/**
 * Whether an `If-Match` field holds for the current tag (RFC 9110 section 13.1.1). A field that is neither `*` nor a
 * list of entity tags holds for nothing: an unreadable condition is not an absent one.
 */
export function holds(field: string, current: string | undefined, rule: Pick<Precondition, 'comparison' | 'bare' | 'single'>): boolean {
  if (current === undefined) return false
  if (rule.single === true) return bareOf(field.trim()) === bareOf(current)
  if (field.trim() === '*') return true
  const listed = tagsIn(field, rule.bare)
  return listed.some((tag) => (rule.comparison === 'weak' ? opaque(tag) === opaque(current) : !tag.startsWith('W/') && tag === current))
}

/**
 * The entity tags of a list; a bare token becomes a quoted one where the contract reads it so. None when unreadable.
 * Empty elements are skipped (RFC 9110 section 5.6.1.2).
 */
export function tagsIn(field: string, bare: boolean): readonly string[] {
  const item = bare ? /[\s,]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"|[^\s",]+)\s*(?:,[\s,]*|$)/y : /[\s,]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")\s*(?:,[\s,]*|$)/y
  const found: string[] = []
  while (item.lastIndex < field.length) {
    const tag = item.exec(field)?.[1]
    if (tag === undefined) return []
    found.push(tag.endsWith('"') ? tag : `"${tag}"`)
  }
  return found
}

/** The tag as a client sends it: without quotes where the contract reads bare ones. */
function shownTag(tag: string | undefined, { bare }: Precondition): string {
  return tag === undefined ? 'none' : bare ? bareOf(tag) : tag
}

/** A strong tag without its quotes; anything else as it is. */
function bareOf(tag: string): string {
  return /^"[^"]*"$/.test(tag) ? tag.slice(1, -1) : tag
}

function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag
}
