import { rulesOf } from '../../specs/behaviour.ts'
import { withAt } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { typesOf } from './applies.ts'
import { importsUnderKeys, isImport, kubeconfigOf, placeIn, typeOfCall, withTypes } from './import-parts.ts'
import { accepts, doesAnyway, editCall, jsonOf, withHeader, withJson, withoutViolations } from './parts.ts'

/** True where what is imported names something else. */
const refers: NonNullable<Defect['applies']> = (contract) => typesOf(contract, 'import').some((type) => rulesOf(type, 'exists').length > 0)

/** What an import is asked with besides its kubeconfig: keys, other members, names of other resources. */
export const importRequestDefects: readonly Defect[] = [
  {
    id: 'import.key-ignored',
    violates: 'imp.duplicate-and-key',
    sentence: 'Imports once more what is sent again under its key.',
    applies: importsUnderKeys,
    wrap: editCall((call) => (isImport(call) ? withHeader(call, keyHeader(call), undefined) : call)),
  },
  {
    id: 'import.key-answered-made-anyway',
    violates: 'imp.duplicate-and-key',
    sentence: 'Answers what is sent again with the first cluster, and imports a second one.',
    applies: importsUnderKeys,
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const isReplay = isImport(call) && outcome.reply.refusal === undefined && outcome.changes.every(({ kind }) => kind !== 'put')
      return isReplay ? { ...outcome, changes: respond(withHeader(call, keyHeader(call), undefined), around).changes } : outcome
    },
  },
  {
    id: 'import.key-covers-no-secret',
    violates: 'imp.duplicate-and-key',
    sentence: 'Takes an import under a key that was used with another kubeconfig for a new one.',
    applies: importsUnderKeys,
    wrap: (respond) => {
      const known = new Map<string, string>()
      return (call, around) => {
        const [key, text] = [call.header(keyHeader(call)), kubeconfigOf(call)]
        if (!isImport(call) || key === undefined || text === undefined) return respond(call, around)
        const before = known.get(key) ?? text
        known.set(key, before)
        return respond(before === text ? call : withHeader(call, keyHeader(call), undefined), around)
      }
    },
  },
  {
    id: 'import.body-unchecked',
    violates: 'imp.body-refused',
    sentence: 'Imports whatever the body holds besides the kubeconfig.',
    wrap: accepts(['invalid-body', 'unknown-field', 'unknown-reference'], (call) => (isImport(call) ? unchecked(call) : call)),
  },
  {
    id: 'import.body-refused-done-anyway',
    violates: 'imp.body-refused',
    sentence: 'Refuses a body that misses its schema, and imports the cluster all the same.',
    wrap: doesAnyway(['invalid-body', 'unknown-field'], (call) => (isImport(call) ? unchecked(call) : call)),
  },
  {
    id: 'import.bound-missed-by-one',
    violates: 'imp.body-refused',
    sentence: 'Refuses texts that are exactly as long as they may be.',
    wrap: editCall((call) => (isImport(call) ? overlong(call) : call)),
  },
  {
    id: 'import.reference-unchecked',
    violates: 'imp.references-resolved',
    sentence: 'Imports into what is not there.',
    applies: refers,
    wrap: accepts(['unknown-reference'], (call) => (isImport(call) ? unresolved(call) : call)),
  },
  {
    id: 'import.reference-refused-done-anyway',
    violates: 'imp.references-resolved',
    sentence: 'Refuses what names something that is not there, and imports it all the same.',
    applies: refers,
    wrap: doesAnyway(['unknown-reference'], (call) => (isImport(call) ? unresolved(call) : call)),
  },
]

function keyHeader({ contract }: Call): string {
  return contract.behaviour.idempotency?.header ?? ''
}

/** The call under a schema that nothing violates, by rules that nothing has to meet. */
function unchecked(call: Call): Call {
  return unresolved(withoutViolations(call, () => true))
}

function unresolved(call: Call): Call {
  return withTypes(call, (type) => ({ ...type, rules: (type.rules ?? []).filter(({ rule }) => rule !== 'exists') }))
}

/** The call with each text that is exactly as long as it may be made longer by one. */
function overlong(call: Call): Call {
  const [body, schema] = [jsonOf(call), call.route.kind === 'found' ? call.route.operation.requestBody?.schema : undefined]
  if (body === undefined || schema === undefined || typeof body !== 'object' || body === null) return call
  const place = placeIn(typeOfCall(call))
  const full = Object.entries(body).find(([name, value]) => {
    const longer = typeof value === 'string' && `/${name}` !== place ? withAt(body, `/${name}`, `${value}x`) : undefined
    return longer !== undefined && call.contract.validate(schema, longer).some(({ keyword }) => keyword === 'maxLength')
  })
  return full === undefined ? call : withJson(call, withAt(body, `/${full[0]}`, `${JSON.stringify(full[1]).slice(1, -1)}x`))
}
