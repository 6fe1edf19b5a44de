import { isObject, type Json, type JsonObject } from '../../../specs/json.ts'
import type { Violation } from '../../../specs/contract.ts'
import type { Call } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { accepts, behaviourOf, doesAnyway, jsonOf, withJson, withoutViolations } from '../parts.ts'

const overlooking = (overlooked: (violation: Violation) => boolean) => (call: Call) => withoutViolations(call, overlooked)

/** What a call asks for when the body is rewritten first; a body that cannot be read stays as it is. */
export function rewritten(edit: (body: JsonObject, call: Call) => Json): (call: Call) => Call {
  return (call) => {
    const body = jsonOf(call)
    return isObject(body) ? withJson(call, edit(body, call)) : call
  }
}

/** A copy of a JSON value with every text in it rewritten. */
export function withTexts(value: Json, edit: (text: string) => string): Json {
  if (typeof value === 'string') return edit(value)
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withTexts(item, edit))
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTexts(member, edit)])) : value
}

const isRequired = ({ keyword }: Violation) => keyword === 'required'
const isType = ({ keyword, at }: Violation) => keyword === 'type' && at !== ''
const isEnum = ({ keyword }: Violation) => keyword === 'enum' || keyword === 'const'
const isGrammar = ({ keyword }: Violation) => keyword === 'format' || keyword === 'pattern'

export const schemaDefects: readonly Defect[] = [
  {
    id: 'val.required-overlooked',
    violates: 'val.required-missing',
    sentence: 'Makes a resource although a required member is missing.',
    wrap: accepts(['invalid-body'], overlooking(isRequired)),
  },
  {
    id: 'val.required-made-anyway',
    violates: 'val.required-missing',
    sentence: 'Refuses a body that lacks a required member, and yet makes the resource.',
    wrap: doesAnyway(['invalid-body'], overlooking(isRequired)),
  },
  {
    id: 'val.type-overlooked',
    violates: 'val.wrong-type',
    sentence: 'Stores values of any JSON type.',
    wrap: accepts(['invalid-body'], overlooking(isType)),
  },
  {
    id: 'val.null-taken-for-absent',
    violates: 'val.null',
    sentence: 'Takes a member that is null for one that is absent.',
    wrap: accepts(
      ['invalid-body'],
      rewritten((body) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))),
    ),
  },
  {
    id: 'val.type-changed-anyway',
    violates: 'val.wrong-type',
    sentence: 'Refuses an update with a value of the wrong type, and yet stores it.',
    wrap: doesAnyway(['invalid-body'], (call) => (behaviourOf(call)?.action === 'update' ? withoutViolations(call, isType) : call)),
  },
  {
    id: 'val.enum-overlooked',
    violates: 'val.enum',
    sentence: 'Accepts words that a closed enumeration does not list.',
    wrap: accepts(['invalid-body'], overlooking(isEnum)),
  },
  {
    id: 'val.enum-folded',
    violates: 'val.enum',
    sentence: 'Ignores letter case and blanks in the words of a closed enumeration.',
    wrap: accepts(
      ['invalid-body'],
      rewritten((body) =>
        Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value.trim().toLowerCase() : value])),
      ),
    ),
  },
  {
    id: 'val.enum-stored-anyway',
    violates: 'val.enum',
    sentence: 'Refuses a word that an enumeration does not list, and yet makes the resource with it.',
    wrap: doesAnyway(['invalid-body'], overlooking(isEnum)),
  },
  {
    id: 'val.format-overlooked',
    violates: 'val.formats',
    sentence: 'Takes the format of a field for a remark.',
    wrap: accepts(['invalid-body'], overlooking(isGrammar)),
  },
  {
    id: 'val.format-made-anyway',
    violates: 'val.formats',
    sentence: 'Refuses text that breaks its format, and yet makes the resource.',
    wrap: doesAnyway(['invalid-body'], overlooking(isGrammar)),
  },
]
