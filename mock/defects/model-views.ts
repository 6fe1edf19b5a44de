import { at, withAt } from '../../specs/json.ts'
import type { ResourceType, Shown } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Defect } from '../defect.ts'
import { stands, typeOf } from '../moment.ts'
import { idOf } from '../record.ts'
import { operationsOf } from './applies.ts'
import { during, eachItem, phasesShown, sceneOf, textAt } from './lifecycle-parts.ts'
import { keyOf, lives, siblings, typesWith } from './model-parts.ts'
import { editTold, hasWork, moved } from './operation-parts.ts'
import { withParams } from './parts.ts'
import type { Respond } from '../call.ts'

/** What phases, views, lists and long-running operations tell, in sequences only. */
export const modelViewDefects: readonly Defect[] = [
  {
    id: 'model.phase-starts-over',
    violates: 'model.sequences',
    sentence: 'Shows with the first read after an update the phase in which the resource was made.',
    applies: bornInPhases,
    wrap: (respond, contract) => {
      const updated = new Set<string>()
      const noting = during(['update'], (outcome, { resource }) => {
        if (resource !== undefined && outcome.reply.refusal === undefined) updated.add(keyOf(resource))
        return outcome
      })(respond, contract)
      return phasesShown(['read'], (phase, { resource, early: [first] }) => {
        const isNext = resource !== undefined && first !== undefined && updated.delete(keyOf(resource))
        return isNext ? first : phase
      })(noting, contract)
    },
  },
  {
    id: 'model.view-of-neighbour',
    violates: 'model.sequences',
    sentence: 'Shows what belongs to another resource of the collection, once there is one that was made later.',
    applies: comparable,
    wrap: (respond) => (call, around) => {
      const scene = sceneOf(call, around)
      const own = scene?.action === 'view' ? scene.resource : undefined
      if (scene === undefined || own === undefined) return respond(call, around)
      const later = siblings(scene).find((one) => one.born > own.born && stands(scene.moment, one).settled)
      const name = typeOf(scene.moment, scene.type).address.at(-1) ?? ''
      const other = later === undefined ? undefined : respond(withParams(call, { [name]: idOf(later) }), around)
      return other !== undefined && other.reply.refusal === undefined ? other : respond(call, around)
    },
  },
  {
    id: 'model.secret-listed-later',
    violates: 'model.sequences',
    sentence: 'Lists a secret in full once another resource of its kind has been made.',
    applies: showsSecrets,
    wrap: (respond, contract) => listsSecrets(respond, contract),
  },
  {
    id: 'model.finished-work-moves',
    violates: 'model.sequences',
    sentence: 'Tells another end of finished work once its resource was updated or deleted.',
    applies: hasWork,
    wrap: (respond, contract) => {
      const written = new Set<string>()
      const noting = during(['update', 'delete'], (outcome, { resource }) => {
        if (resource !== undefined && outcome.reply.refusal === undefined) written.add(idOf(resource))
        return outcome
      })(respond, contract)
      return editTold((told, { rules, end }) =>
        end !== 'running' && written.has(textAt(told, rules.target)) ? withAt(told, rules.completed, moved(at(told, rules.completed), 1)) : told,
      )(noting, contract)
    },
  },
]

/** Keeps the secrets that creates show, and lists those of all but the youngest. */
function listsSecrets(respond: Respond, contract: Contract): Respond {
  const known = new Map<string, { readonly place: string; readonly secret: string }>()
  const all: string[] = []
  return during(['create', 'list'], (outcome, scene) => {
    const { action, type, moment } = scene
    const { secrets = [], identity } = typeOf(moment, type)
    const field = `/${identity.field.replace(/^\//, '')}`
    const [place] = secrets
    if (place === undefined || outcome.reply.refusal !== undefined) return outcome
    if (action === 'create') {
      const id = textAt(outcome.reply.body, field)
      known.set(id, { place, secret: textAt(outcome.reply.body, place) })
      all.push(id)
      return outcome
    }
    const youngest = all.at(-1)
    const told = (items: Parameters<Parameters<typeof eachItem>[2]>[0]) =>
      items.map((item) => {
        const kept = known.get(textAt(item, field))
        return kept === undefined || textAt(item, field) === youngest ? item : withAt(item, kept.place, kept.secret)
      })
    return { ...outcome, reply: eachItem(outcome.reply, scene, told) }
  })(respond, contract)
}

/** True where what can be updated is made in phases that it does not come back to. */
function bornInPhases(contract: Contract): boolean {
  const { resources, lifecycles } = contract.behaviour
  return typesWith(contract, 'create', 'delete', 'read', 'update').some((name) => {
    const lifecycle = lifecycles?.[resources[name]?.lifecycle ?? '']
    const first = lifecycle?.triggers['create']?.through[0]?.phase
    const others = Object.entries(lifecycle?.triggers ?? {}).filter(([trigger]) => trigger !== 'create')
    return first !== undefined && !others.some(([, { through, to }]) => to === first || through.some(({ phase }) => phase === first))
  })
}

/** True where a view tells something that a read tells too. */
function comparable(contract: Contract): boolean {
  return operationsOf(contract, 'view').some(({ behaviour }) => {
    const type = contract.behaviour.resources[behaviour?.resource ?? '']
    return type !== undefined && lives('view', 'read')(contract) && Object.values(behaviour?.shows ?? {}).some((shown) => isTold(type, shown))
  })
}

function isTold({ shows = {} }: ResourceType, { is, text }: Shown): boolean {
  return is === 'id' || is === 'phase' || (text?.includes('{') === true && Object.values(shows).some((other) => other.text === text))
}

function showsSecrets(contract: Contract): boolean {
  return typesWith(contract, 'create', 'delete', 'list').some((name) => (contract.behaviour.resources[name]?.secrets ?? []).length > 0)
}
