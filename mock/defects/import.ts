import { withAt, type Json } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import { operationsOf, typesOf } from './applies.ts'
import { importsUnderKeys, isImport, isImported, kubeconfigOf, ofImports, placeIn, refusedWith, rewritten, typeOfCall, unjudged, withOperation, withTypes } from './import-parts.ts'
import { during, eachItem, sceneOf, withBody } from './lifecycle-parts.ts'
import { accepts, behaviourOf, doesAnyway, editBody, editCall, jsonOf, withHeader, withJson, withoutViolations } from './parts.ts'
import type { Call } from '../call.ts'

/** True where what was imported is told from what was made here. */
const marked: NonNullable<Defect['applies']> = (contract) => operationsOf(contract, 'import').some(({ behaviour }) => behaviour?.sets !== undefined)

/** True where what is imported names something else. */
const refers: NonNullable<Defect['applies']> = (contract) => typesOf(contract, 'import').some(({ references }) => references !== undefined)

const http = (text: string) => text.replaceAll('http://', 'https://')
const withoutCredentials = (text: string) => text.replaceAll(/https:\/\/[^/@\s"]*@/g, 'https://')
const reachable = (text: string) => text.replaceAll(/[\w-]+\.invalid/g, 'elsewhere.example.com')

/** What an import takes, and what it says of it. */
export const importDefects: readonly Defect[] = [
  {
    id: 'import.status-undeclared',
    violates: 'imp.accepts-valid',
    sentence: 'Answers an import with a status of success that its documents do not name.',
    wrap: ofImports((outcome, call) => {
      const declared = call.route.kind === 'found' ? call.route.operation.responses : new Map()
      const status = [201, 202, 203].find((other) => !declared.has(other)) ?? 206
      return outcome.reply.refusal === undefined ? { ...outcome, reply: { ...outcome.reply, status } } : outcome
    }),
  },
  {
    id: 'import.taken-for-its-own',
    violates: 'imp.accepts-valid',
    sentence: 'Shows what was imported as if it had been made here.',
    applies: marked,
    wrap: (respond) => (call, around) => respond(isImport(call) ? withOperation(call, (behaviour) => ({ ...behaviour, sets: ownMarks(call) })) : call, around),
  },
  {
    id: 'import.unlisted',
    violates: 'imp.accepts-valid',
    sentence: 'Leaves what was imported out of its lists.',
    applies: marked,
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const scene = sceneOf(call, around)
      return scene?.action === 'list'
        ? { ...outcome, reply: eachItem(outcome.reply, scene, (items) => items.filter((item) => !isImported(call.contract, item))) }
        : outcome
    },
  },
  {
    id: 'import.block-style-only',
    violates: 'imp.accepts-valid',
    sentence: 'Reads YAML line by line, so that it understands neither JSON nor lists in brackets.',
    wrap: ofImports((outcome, call) => {
      const isFlow = outcome.reply.refusal === undefined && /^\s*(?:---\s*)?(?:#.*\s+)?\{/.test(kubeconfigOf(call) ?? '')
      return isFlow ? { reply: refusedWith(call, 'clusters is missing'), changes: [] } : outcome
    }),
  },
  {
    id: 'import.never-ready',
    violates: 'imp.accepts-valid',
    sentence: 'Leaves what was imported in its first phase for ever.',
    applies: marked,
    wrap: during(['import', 'read'], (outcome, { call, lifecycle, early: [first] }) => {
      const { body } = outcome.reply
      const isLate = lifecycle !== undefined && first !== undefined && outcome.reply.refusal === undefined && isImported(call.contract, body)
      return isLate ? { ...outcome, reply: withBody(outcome.reply, (shown) => withAt(shown, lifecycle.at, first)) } : outcome
    }),
  },
  {
    id: 'import.text-reformatted',
    violates: 'imp.accepts-valid',
    sentence: 'Gives a kubeconfig back with other line ends than it was sent with.',
    applies: (contract) => operationsOf(contract, 'view').some(({ behaviour }) => Object.values(behaviour?.shows ?? {}).some(({ field }) => field !== undefined)),
    wrap: editBody(['view'], (body) =>
      Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value.replaceAll(/\r?\n/g, '\n\n') : value])),
    ),
  },
  {
    id: 'import.anything-goes',
    violates: 'imp.structure-rejected',
    sentence: 'Imports any text as a kubeconfig.',
    wrap: accepts(['unusable-kubeconfig'], unjudged),
  },
  {
    id: 'import.first-of-each',
    violates: 'imp.structure-rejected',
    sentence: 'Takes the first cluster and the first user, wherever the current context leads.',
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const dangles = outcome.reply.refusal === 'unusable-kubeconfig' && / names no |current-context/.test(JSON.stringify(outcome.reply.body))
      return dangles ? respond(unjudged(call), around) : outcome
    },
  },
  {
    id: 'import.broken-kept-anyway',
    violates: 'imp.structure-rejected',
    sentence: 'Refuses a broken kubeconfig, and keeps a record of the cluster all the same.',
    wrap: doesAnyway(['unusable-kubeconfig'], (call) => (isImport(call) ? unjudged(call) : call)),
  },
  {
    id: 'import.broken-fails',
    violates: 'imp.structure-rejected',
    sentence: 'Fails over text that is no YAML.',
    wrap: ofImports((outcome) => {
      const isUnreadable = outcome.reply.refusal === 'unusable-kubeconfig' && JSON.stringify(outcome.reply.body).includes('not readable')
      return isUnreadable ? { ...outcome, reply: { ...outcome.reply, status: 500 } } : outcome
    }),
  },
  {
    id: 'import.any-scheme',
    violates: 'imp.server-url',
    sentence: 'Takes a server without TLS for one with it.',
    wrap: editCall((call) => (isImport(call) ? rewritten(call, http) : call)),
  },
  {
    id: 'import.server-credentials-anyway',
    violates: 'imp.server-url',
    sentence: 'Refuses credentials in the address of a server, and imports the cluster without them.',
    wrap: doesAnyway(['unusable-kubeconfig'], (call) => (isImport(call) ? rewritten(call, withoutCredentials) : call)),
  },
  {
    id: 'import.unreachable-times-out',
    violates: 'imp.unreachable',
    sentence: 'Answers with a time-out of its gateway when a server does not answer.',
    wrap: ofImports((outcome, call) => (/\.invalid\b/.test(kubeconfigOf(call) ?? '') ? { reply: { ...refusedWith(call, 'upstream timed out'), status: 504 }, changes: [] } : outcome)),
  },
  {
    id: 'import.unreachable-half-made',
    violates: 'imp.unreachable',
    sentence: 'Refuses a server that does not answer, and leaves half of a cluster behind.',
    wrap: doesAnyway(['unusable-kubeconfig'], (call) => (isImport(call) ? rewritten(call, reachable) : call)),
  },
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

/** What a create of the same type sets. */
function ownMarks(call: Call): Readonly<Record<string, Json>> {
  const resource = behaviourOf(call)?.resource
  return operationsOf(call.contract, 'create').find(({ behaviour }) => behaviour?.resource === resource)?.behaviour?.sets ?? {}
}

function keyHeader({ contract }: Call): string {
  return contract.behaviour.idempotency?.header ?? ''
}

/** The call under a schema that nothing violates, by rules that nothing has to meet. */
function unchecked(call: Call): Call {
  return unresolved(withoutViolations(call, () => true))
}

function unresolved(call: Call): Call {
  return withTypes(call, ({ references: _, ...type }) => type)
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
  return full === undefined ? call : withJson(call, withAt(body, `/${full[0]}`, `${String(full[1])}x`))
}
