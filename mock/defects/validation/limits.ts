import type { Contract, Violation } from '../../../specs/contract.ts'
import { follow } from '../../../specs/document.ts'
import { isObject } from '../../../specs/json.ts'
import type { Call } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { operationsOf } from '../applies.ts'
import { accepts, behaviourOf, doesAnyway, editCall, jsonOf, withJson, withoutViolations } from '../parts.ts'

const bounding = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'exclusiveMinimum', 'exclusiveMaximum']
const isBound = ({ keyword, at }: Violation) => bounding.includes(keyword) && at !== ''
const isGrammar = ({ keyword }: Violation) => keyword === 'format' || keyword === 'pattern'

/** The identifier that a create names, where the client chooses it. */
export function nameIn(call: Call): { readonly field: string; readonly name: string } | undefined {
  const behaviour = behaviourOf(call)
  const identity = behaviour?.action === 'create' ? call.contract.behaviour.resources[behaviour.resource]?.identity : undefined
  const body = jsonOf(call)
  const name = identity?.from === 'client' && isObject(body) ? body[identity.field] : undefined
  return identity === undefined || typeof name !== 'string' ? undefined : { field: identity.field, name }
}

function renamed(edit: (name: string) => string): (call: Call) => Call {
  return (call) => {
    const found = nameIn(call)
    const body = jsonOf(call)
    return found === undefined || !isObject(body) ? call : withJson(call, { ...body, [found.field]: edit(found.name) })
  }
}

/** Refuses a body in which a text is too long for it, as it would refuse one that is no object. */
function refusesTexts(tooLong: (text: string, longest: unknown) => boolean): Defect['wrap'] {
  return editCall((call) => {
    const schema = call.route.kind === 'found' ? call.route.operation.requestBody?.schema : undefined
    const { document } = call.contract
    const found = schema === undefined ? undefined : follow(document, schema)
    const body = jsonOf(call)
    if (found === undefined || !isObject(body)) return call
    const longest = (name: string) => follow(document, `${found.where}/properties/${name}`)?.value['maxLength']
    return Object.entries(body).some(([name, value]) => typeof value === 'string' && tooLong(value, longest(name))) ? withJson(call, []) : call
  })
}

function limitsTexts({ document }: Contract, schema: string): boolean {
  const found = follow(document, schema)
  const properties = found?.value['properties']
  const longest = (name: string) => follow(document, `${found?.where ?? ''}/properties/${name}`)?.value['maxLength']
  return isObject(properties) && Object.keys(properties).some((name) => longest(name) !== undefined)
}

export const limitDefects: readonly Defect[] = [
  {
    id: 'val.bounds-overlooked',
    violates: 'val.bounds',
    sentence: 'Accepts values beyond their declared bounds.',
    wrap: accepts(['invalid-body'], (call) => withoutViolations(call, isBound)),
  },
  {
    id: 'val.bounds-made-anyway',
    violates: 'val.bounds',
    sentence: 'Refuses a value beyond its bound, and yet makes the resource.',
    wrap: doesAnyway(['invalid-body'], (call) => withoutViolations(call, isBound)),
  },
  {
    id: 'val.bounds-exclusive',
    violates: 'val.bounds',
    sentence: 'Refuses a text that has exactly the greatest length allowed.',
    applies: (contract) =>
      operationsOf(contract, 'create', 'update').some(({ requestBody }) => requestBody !== undefined && limitsTexts(contract, requestBody.schema)),
    wrap: refusesTexts((text, longest) => text.length === longest),
  },
  {
    id: 'val.dns-overlooked',
    violates: 'val.dns-names',
    sentence: 'Accepts names outside their grammar.',
    wrap: accepts(['invalid-body'], (call) => withoutViolations(call, isGrammar)),
  },
  {
    id: 'val.dns-trimmed',
    violates: 'val.dns-names',
    sentence: 'Trims a name and writes it in small letters before it looks at its grammar.',
    wrap: accepts(
      ['invalid-body'],
      renamed((name) => name.trim().toLowerCase()),
    ),
  },
  {
    id: 'val.dns-long-refused',
    violates: 'val.dns-names',
    sentence: 'Refuses names of more than 20 characters although the grammar allows them.',
    wrap: editCall((call) => ((nameIn(call)?.name.length ?? 0) > 20 ? withJson(call, []) : call)),
  },
]
