import type { ResourceType } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { withAt } from '../../specs/json.ts'
import type { Outcome, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import { collectionOf, idOf, type Resource } from '../record.ts'
import { represent } from '../represent.ts'
import { typesOf } from './applies.ts'
import { imports, isImport, isImported, kubeconfigOf, ofImports, placeIn, refusedWith, typeOfCall, withTypes } from './import-parts.ts'
import { withBody } from './lifecycle-parts.ts'
import { behaviourOf, editReply, jsonOf, withJson } from './parts.ts'

/** True where an update takes a kubeconfig of what shows a tag. */
const rotates: NonNullable<Defect['applies']> = (contract) =>
  imports(contract) && typesOf(contract, 'update').some(({ kubeconfigs, tag }) => kubeconfigs !== undefined && tag !== undefined)

/** What becomes of the secrets in a kubeconfig, and of what was imported in the end. */
export const importSecretDefects: readonly Defect[] = [
  {
    id: 'import.shows-kubeconfig',
    violates: 'imp.secret-hygiene',
    sentence: 'Shows the kubeconfig among the other fields of what was imported.',
    wrap: (respond) => (call, around) => respond(withTypes(call, open), around),
  },
  {
    id: 'import.quotes-kubeconfig',
    violates: 'imp.secret-hygiene',
    sentence: 'Quotes a kubeconfig that it refuses.',
    wrap: ofImports((outcome, call) =>
      outcome.reply.refusal === 'unusable-kubeconfig' ? { ...outcome, reply: refusedWith(call, `cannot use ${kubeconfigOf(call) ?? ''}`) } : outcome,
    ),
  },
  {
    id: 'import.token-in-header',
    violates: 'imp.secret-hygiene',
    sentence: 'Tells in a header, for debugging, as whom it reached the cluster.',
    wrap: editReply((reply, call) => {
      const token = /\btoken["']?: *["']?([\w.-]+)/.exec(isImport(call) ? (kubeconfigOf(call) ?? '') : '')?.[1]
      return token === undefined ? reply : { ...reply, headers: { ...reply.headers, 'x-debug-identity': token } }
    }),
  },
  {
    id: 'import.rotation-keeps-tag',
    violates: 'imp.secret-hygiene',
    sentence: 'Stores a new kubeconfig under the old entity tag.',
    applies: rotates,
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      return behaviourOf(call)?.action === 'update' && kubeconfigOf(call) !== undefined ? unversioned(outcome, { ...around, contract: call.contract }) : outcome
    },
  },
  {
    id: 'import.rotation-forgotten',
    violates: 'imp.secret-hygiene',
    sentence: 'Accepts a new kubeconfig and keeps the old one.',
    applies: rotates,
    wrap: (respond) => (call, around) => {
      const place = placeIn(typeOfCall(call))
      const isRotation = behaviourOf(call)?.action === 'update' && place !== undefined && respond(call, around).reply.refusal === undefined
      return respond(isRotation ? withJson(call, withAt(jsonOf(call), place, undefined)) : call, around)
    },
  },
  {
    id: 'import.detach-not-done',
    violates: 'imp.detach',
    sentence: 'Says that it deletes what was imported, and does nothing.',
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const meant = behaviourOf(call)?.action === 'delete' && outcome.reply.refusal === undefined ? deleted(outcome, around) : undefined
      return isImported(call.contract, meant?.fields) ? { ...outcome, changes: [] } : outcome
    },
  },
  {
    id: 'import.detach-takes-siblings',
    violates: 'imp.detach',
    sentence: 'Deletes every record of a cluster together with the one that was meant.',
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const meant = behaviourOf(call)?.action === 'delete' && outcome.reply.refusal === undefined ? deleted(outcome, around) : undefined
      const siblings = meant === undefined ? [] : siblingsOf(meant, around).filter(({ fields }) => isImported(call.contract, fields))
      return { ...outcome, changes: [...outcome.changes, ...siblings.map((resource) => ({ kind: 'remove', resource }) as const)] }
    },
  },
]

/** A type all of whose fields are shown. */
function open(type: ResourceType): ResourceType {
  const { writeOnly: _, ...others } = type
  return others
}

/** The resource as it was that an outcome deletes, or begins to delete: the first one that it changes and that was there before. */
function deleted({ changes }: Outcome, { view }: Surroundings): Resource | undefined {
  for (const change of changes) {
    if (change.kind !== 'put' && change.kind !== 'remove') continue
    const { resource } = change
    const before = view.get(collectionOf(resource.type, resource.address.slice(0, -1)), idOf(resource))
    if (before !== undefined) return before
  }
  return undefined
}

/** Others with the same kubeconfig. */
function siblingsOf(meant: Resource, { view }: Surroundings): readonly Resource[] {
  const same = JSON.stringify({ ...meant.fields, name: '' })
  return view
    .list(collectionOf(meant.type, meant.address.slice(0, -1)))
    .filter((one) => one.uid !== meant.uid && JSON.stringify({ ...one.fields, name: '' }) === same)
}

/** An outcome that stores what it changes as if nothing had changed. */
function unversioned(outcome: Outcome, moment: Surroundings & { readonly contract: Contract }): Outcome {
  const before = deleted(outcome, moment)
  const after = outcome.changes.find((change) => change.kind === 'put' && change.resource.uid === before?.uid)
  if (before === undefined || after === undefined || after.kind !== 'put') return outcome
  const { revision, updated, generation } = before
  const resource: Resource = { ...after.resource, revision, updated, generation }
  const changes = outcome.changes.map((change) => (change === after ? { ...change, resource } : change))
  return { ...outcome, changes, reply: withBody(outcome.reply, () => represent(moment, resource)) }
}
