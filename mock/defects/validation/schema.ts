import { isObject, type Json, type JsonObject } from '../../../specs/json.ts'
import { follow } from '../../../specs/document.ts'
import type { Violation } from '../../../specs/contract.ts'
import type { Call } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { accepts, behaviourOf, doesAnyway, jsonOf, withJson, withoutRules, withoutViolations } from '../parts.ts'

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
      rewritten((body, call) =>
        Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? folded(call, name, value) : value])),
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
    wrap: accepts(['invalid-body'], ungrammatical),
  },
  {
    id: 'val.format-made-anyway',
    violates: 'val.formats',
    sentence: 'Refuses text that breaks its format, and yet makes the resource.',
    wrap: doesAnyway(['invalid-body'], ungrammatical),
  },
]

/** The call as if texts had no grammar. Of an identifier that is none, nobody can ask whose it is. */
function ungrammatical(call: Call): Call {
  return withoutRules(overlooking(isGrammar)(call), ['exists'])
}

/** A text as the word of an enumeration that it is but for letter case and blanks; in lower case where there is no such word. */
function folded({ route, contract }: Call, name: string, text: string): string {
  const schema = route.kind === 'found' ? route.operation.requestBody?.schema : undefined
  const body = schema === undefined ? undefined : follow(contract.document, schema)
  const words = body === undefined ? undefined : follow(contract.document, `${body.where}/properties/${name}`)?.value['enum']
  const plain = text.trim().toLowerCase()
  const word = Array.isArray(words) ? words.find((one) => typeof one === 'string' && one.toLowerCase() === plain) : undefined
  return typeof word === 'string' ? word : plain
}
