import type { OperationBehaviour, Shown, Stored } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, withAt, type Json, type JsonObject } from '../../specs/json.ts'
import type { Call, Outcome } from '../call.ts'
import type { Defect } from '../defect.ts'
import { collectionOf, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import type { Change } from '../store.ts'
import { eachOf, withOwn } from './action-parts.ts'
import { operationsOf } from './applies.ts'
import { during, puts, type Scene } from './lifecycle-parts.ts'
import { behaviourOf, jsonOf, withBehaviour } from './parts.ts'

function storesWhere(contract: Contract, suits: (stored: Stored) => boolean): boolean {
  return operationsOf(contract, 'act').some(({ behaviour }) => behaviour?.stores !== undefined && suits(behaviour.stores))
}

const storesAny = (contract: Contract) => storesWhere(contract, () => true)
const clearsAny = (contract: Contract) => operationsOf(contract, 'act').some(({ behaviour }) => behaviour?.clears !== undefined)
const lastsAny = (contract: Contract) => storesWhere(contract, ({ lasts }) => lasts !== undefined)
const adds = (what: 'now' | 'caller' | 'id') => (contract: Contract) => storesWhere(contract, ({ adds: added = {} }) => Object.values(added).includes(what))

/** Something done when a part is written: the fields with it, and the place of it. */
function whenStored(edit: (fields: JsonObject, stored: Stored, scene: Scene) => Json): Defect['wrap'] {
  return during(['act'], (outcome, scene) => {
    const stored = behaviourOf(scene.call)?.stores
    return stored === undefined || outcome.reply.refusal !== undefined ? outcome : shownAnew(outcome, scene, (fields) => edit(fields, stored, scene))
  })
}

/** The outcome of a write that keeps other fields; an answer that shows the part shows it as it is kept then. */
function shownAnew(outcome: Outcome, { type, call }: Scene, edit: (fields: JsonObject) => Json): Outcome {
  const changed = puts(outcome, (resource) => (resource.type === type ? withFields(resource, edit(resource.fields)) : resource))
  const shown = behaviourOf(call)?.shows?.['']?.field
  const kept = changed.changes.find((change) => change.kind === 'put' && change.resource.type === type)
  const part = shown === undefined || kept?.kind !== 'put' ? undefined : at(kept.resource.fields, shown)
  return part === undefined || outcome.reply.body === undefined ? changed : { ...changed, reply: { ...outcome.reply, body: part } }
}

function withFields(resource: Resource, fields: Json): Resource {
  return isObject(fields) ? { ...resource, fields } : resource
}

/** One of the members that the server adds to a part, with another value. */
function addsWrong(what: 'now' | 'caller' | 'id', value: (sent: Json | undefined) => Json): Defect['wrap'] {
  return whenStored((fields, { at: place, adds: added = {} }, { call }) =>
    Object.entries(added).reduce<Json>(
      (made, [member, kind]) => (kind === what ? withAt(made, place + member, value(at(jsonOf(call), member))) : made),
      fields,
    ),
  )
}

/** What is shown of the parts of a type, elsewhere than where it is kept. */
function blind(shown: Shown, parts: readonly string[]): Shown {
  const { field = '' } = shown
  return parts.some((part) => field === part || field.startsWith(`${part}/`)) ? { ...shown, field: '/clusterproof-no-such-field' } : shown
}

function partsOf({ contract }: Call, resource: string): readonly string[] {
  return operationsOf(contract, 'act').flatMap(({ behaviour }) =>
    behaviour?.resource === resource && behaviour.stores !== undefined ? [behaviour.stores.at] : [],
  )
}

function withoutStores(call: Call): Call {
  return withOperations(call, (behaviour) => {
    const { stores: _, ...rest } = behaviour
    return rest
  })
}

function withOperations(call: Call, edit: (behaviour: OperationBehaviour) => OperationBehaviour): Call {
  return withBehaviour(call, (behaviour) => ({ ...behaviour, operations: eachOf(behaviour.operations, edit) }))
}

/** Nothing is kept of what was sent, or forgotten. */
function withoutEffect(member: 'stores' | 'clears'): Defect['wrap'] {
  return during(['act'], (outcome, { call }) => (behaviourOf(call)?.[member] === undefined ? outcome : { ...outcome, changes: [] }))
}

/** Parts of a resource that operations of their own write. */
export const partDefects: readonly Defect[] = [
  {
    id: 'part.not-kept',
    violates: 'part.shown',
    sentence: 'Answers that a part was written, and keeps nothing.',
    applies: storesAny,
    wrap: withoutEffect('stores'),
  },
  {
    id: 'part.overlooked',
    violates: 'part.shown',
    sentence: 'Shows a part where it was written, and not where others look for it.',
    applies: storesAny,
    wrap: (respond) => (call, around) => {
      const behaviour = behaviourOf(call)
      if (behaviour?.action !== 'overview' && behaviour?.action !== 'view') return respond(call, around)
      const parts = partsOf(call, behaviour.resource)
      const edit = (shown: Shown): Shown => ({ ...blind(shown, parts), ...(shown.first && { first: shown.first.map((one) => blind(one, parts)) }) })
      return respond(
        withOwn(call, (own) => (own.shows === undefined ? own : { ...own, shows: eachOf(own.shows, edit) })),
        around,
      )
    },
  },
  {
    id: 'part.instant-as-sent',
    violates: 'part.added',
    sentence: 'Takes the instant at which a part was written from its body.',
    applies: adds('now'),
    wrap: addsWrong('now', (sent) => sent ?? '2001-01-01T00:00:00Z'),
  },
  {
    id: 'part.nobody',
    violates: 'part.added',
    sentence: 'Does not know who wrote a part.',
    applies: adds('caller'),
    wrap: addsWrong('caller', () => ''),
  },
  {
    id: 'part.another-owner',
    violates: 'part.added',
    sentence: 'Takes from the body of a part which resource it belongs to.',
    applies: adds('id'),
    wrap: addsWrong('id', (sent) => sent ?? '00000000-0000-4000-8000-000000000001'),
  },
  {
    id: 'part.merged',
    violates: 'part.replaced',
    sentence: 'Merges a part with the one that was there.',
    applies: (contract) =>
      operationsOf(contract, 'act').some(({ behaviour, requestBody }) => behaviour?.stores !== undefined && /[/+]json$/.test(requestBody?.mediaType ?? '')),
    wrap: whenStored((fields, { at: place }, { resource }) => {
      const [was, is] = [at(resource?.fields, place), at(fields, place)]
      return isObject(was) && isObject(is) ? withAt(fields, place, { ...was, ...is }) : fields
    }),
  },
  {
    id: 'part.first-stays',
    violates: 'part.replaced',
    sentence: 'Keeps the first part that is written, whatever comes after it.',
    applies: storesAny,
    wrap: whenStored((fields, { at: place }, { resource }) => {
      const was = at(resource?.fields, place)
      return was === undefined ? fields : withAt(fields, place, was)
    }),
  },
  {
    id: 'part.not-cleared',
    violates: 'part.cleared',
    sentence: 'Answers that a part was cleared, and keeps it.',
    applies: clearsAny,
    wrap: withoutEffect('clears'),
  },
  {
    id: 'part.cleared-but-refused',
    violates: 'part.cleared',
    sentence: 'Clears a part and answers as if something had gone wrong.',
    applies: clearsAny,
    wrap: during(['act'], (outcome, { call }) =>
      behaviourOf(call)?.clears === undefined ? outcome : { ...outcome, reply: refuse(call.contract, { refusal: 'internal', detail: 'it crashed' }) },
    ),
  },
  {
    id: 'part.lost-on-update',
    violates: 'part.survives',
    sentence: 'Forgets the parts of a resource when it is updated.',
    applies: storesAny,
    wrap: during(['update'], (outcome, { call, type }) => {
      const parts = partsOf(call, type)
      return puts(outcome, (resource) =>
        resource.type === type
          ? withFields(
              resource,
              parts.reduce<Json>((fields, place) => (at(fields, place) === undefined ? fields : withAt(fields, place, undefined)), resource.fields),
            )
          : resource,
      )
    }),
  },
  {
    id: 'part.for-ever',
    violates: 'part.expires',
    sentence: 'Keeps a part that was written for some days for ever.',
    applies: lastsAny,
    wrap: (respond) => (call, around) =>
      respond(
        withOperations(call, (behaviour) => {
          if (behaviour.stores === undefined) return behaviour
          const { lasts: _, ...stores } = behaviour.stores
          return { ...behaviour, stores }
        }),
        around,
      ),
  },
  {
    id: 'part.too-short',
    violates: 'part.expires',
    sentence: 'Takes a part that was written for some days for over an hour too early.',
    applies: lastsAny,
    wrap: (respond) => (call, around) => {
      const { action } = behaviourOf(call) ?? {}
      return respond(call, action === 'view' || action === 'overview' ? { ...around, now: around.now + 3_600_000 } : around)
    },
  },
  {
    id: 'part.in-representation',
    violates: 'part.hidden',
    sentence: 'Shows parts in the representation of their resource, where nobody looks for them.',
    applies: storesAny,
    wrap: (respond) => (call, around) => {
      const { action } = behaviourOf(call) ?? {}
      return respond(action === 'read' || action === 'list' ? withoutStores(call) : call, around)
    },
  },
  {
    id: 'part.shared',
    violates: 'part.own',
    sentence: 'Writes a part to all resources of the type at once.',
    applies: storesAny,
    wrap: during(['act'], (outcome, { call, around, resource, type }) => {
      const stored = behaviourOf(call)?.stores
      const kept = outcome.changes.find((change) => change.kind === 'put' && change.resource.type === type)
      if (stored === undefined || resource === undefined || kept?.kind !== 'put') return outcome
      const part = at(kept.resource.fields, stored.at)
      const others = around.view.list(collectionOf(type, resource.address.slice(0, -1))).filter((one) => one.address.at(-1) !== resource.address.at(-1))
      const changes = others.map((one): Change => ({
        kind: 'put',
        resource: { ...withFields(one, withAt(one.fields, stored.at, part)), revision: around.view.next },
      }))
      return { ...outcome, changes: [...outcome.changes, ...changes] }
    }),
  },
]
