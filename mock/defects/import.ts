import { withAt, type Json } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { operationsOf, typesOf } from './applies.ts'
import { isImport, isImported, kubeconfigOf, ofImports, problemOf, refusedWith, rewritten, unjudged, withOperation } from './import-parts.ts'
import { during, eachItem, sceneOf, withBody } from './lifecycle-parts.ts'
import { accepts, behaviourOf, doesAnyway, editBody, editCall } from './parts.ts'

/** True where what was imported is told from what was made here. */
const marked: NonNullable<Defect['applies']> = (contract) => operationsOf(contract, 'import').some(({ behaviour }) => behaviour?.sets !== undefined)

/** True where what is made passes a phase before it settles, and can be read meanwhile. */
const passes: NonNullable<Defect['applies']> = (contract) =>
  typesOf(contract, 'import').some(
    (type) => typesOf(contract, 'read').includes(type) && (contract.behaviour.lifecycles?.[type.lifecycle ?? '']?.triggers['create']?.through ?? []).length > 0,
  )

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
    applies: (contract) => typesOf(contract, 'list').some((type) => typesOf(contract, 'import').includes(type)),
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
    applies: passes,
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
    applies: (contract) =>
      operationsOf(contract, 'view').some(({ behaviour }) => Object.values(behaviour?.shows ?? {}).some(({ field }) => field !== undefined)),
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
      const dangles = outcome.reply.refusal === 'unusable-kubeconfig' && / names no |current-context/.test(problemOf(call) ?? '')
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
    wrap: ofImports((outcome, call) => {
      const isUnreadable = outcome.reply.refusal === 'unusable-kubeconfig' && problemOf(call)?.includes('not readable') === true
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
    wrap: ofImports((outcome, call) =>
      /\.invalid\b/.test(kubeconfigOf(call) ?? '') ? { reply: { ...refusedWith(call, 'upstream timed out'), status: 504 }, changes: [] } : outcome,
    ),
  },
  {
    id: 'import.unreachable-half-made',
    violates: 'imp.unreachable',
    sentence: 'Refuses a server that does not answer, and leaves half of a cluster behind.',
    wrap: doesAnyway(['unusable-kubeconfig'], (call) => (isImport(call) ? rewritten(call, reachable) : call)),
  },
]

/** What a create of the same type sets. */
function ownMarks(call: Call): Readonly<Record<string, Json>> {
  const resource = behaviourOf(call)?.resource
  return operationsOf(call.contract, 'create').find(({ behaviour }) => behaviour?.resource === resource)?.behaviour?.sets ?? {}
}
