import { rulesOf, type Rule } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, withAt } from '../../specs/json.ts'
import type { Call, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import { collectionOf, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { typesOf } from './applies.ts'
import { withTypes } from './import-parts.ts'
import { during, sceneOf, textAt, type Scene } from './lifecycle-parts.ts'
import { accepts, behaviourOf, doesAnyway, jsonOf, parentsOf, withoutRules } from './parts.ts'

type Exists = Extract<Rule, { readonly rule: 'exists' }>

/** True where one that can be deleted is named by one that can be made. */
function namesMakable({ behaviour, operations }: Contract): boolean {
  const deletable = new Set([...operations.values()].flatMap((operation) => (operation.behaviour?.action === 'delete' ? [operation.behaviour.resource] : [])))
  return Object.values(behaviour.resources).some((type) => rulesOf(type, 'exists').some(({ resource }) => deletable.has(resource)))
}

/** True where one that can be changed has parts that others rely on. */
function hasParts(contract: Contract): boolean {
  return typesOf(contract, 'create').some((type) => rulesOf(type, 'member-of').length > 0)
}

function phased(contract: Contract): boolean {
  return typesOf(contract, 'create').some((type) => rulesOf(type, 'exists').some(({ phases }) => phases !== undefined))
}

/** The call in which what is named may stand in any phase. */
function inAnyPhase(call: Call): Call {
  return withTypes(call, (type) => ({
    ...type,
    rules: (type.rules ?? []).map((rule) => (rule.rule === 'exists' && rule.phases !== undefined ? anyPhase(rule) : rule)),
  }))
}

function anyPhase({ rule, at: place, resource, basis, source }: Exists): Rule {
  return { rule, at: place, resource, basis, source }
}

function loose(call: Call): Call {
  return behaviourOf(call)?.action === 'update' ? withoutRules(call, ['member-of']) : call
}

/** Resources that others have to name. */
export const prerequisiteDefects: readonly Defect[] = [
  {
    id: 'pre.never-free-again',
    violates: 'pre.order',
    sentence: 'Refuses to delete what was ever named by another resource, also when that is long gone.',
    applies: namesMakable,
    wrap: (respond) => {
      const used = new Set<string>()
      return (call, around) => {
        const scene = sceneOf(call, around)
        if (scene?.action === 'delete' && scene.resource !== undefined && used.has(scene.resource.uid))
          return { reply: refuse(call.contract, { refusal: 'in-use', detail: 'it is in use' }), changes: [] }
        const outcome = respond(call, around)
        if (outcome.reply.refusal === undefined) for (const { uid } of namedIn(call, around)) used.add(uid)
        return outcome
      }
    },
  },
  {
    id: 'pre.stays-once-named',
    violates: 'pre.order',
    sentence: 'Takes the order to delete what was once named by another resource, and keeps it.',
    applies: namesMakable,
    wrap: (respond) => {
      const used = new Set<string>()
      return (call, around) => {
        const scene = sceneOf(call, around)
        const outcome = respond(call, around)
        if (outcome.reply.refusal === undefined) for (const { uid } of namedIn(call, around)) used.add(uid)
        return scene?.action === 'delete' && used.has(scene.resource?.uid ?? '') ? { ...outcome, changes: [] } : outcome
      }
    },
  },
  {
    id: 'pre.naming-rewrites',
    violates: 'pre.reads-unchanged',
    sentence: 'Writes into what is named by a new resource.',
    applies: namesMakable,
    wrap: during(['create'], (outcome, scene) =>
      outcome.reply.refusal === undefined
        ? {
            ...outcome,
            changes: [
              ...outcome.changes,
              ...namedIn(scene.call, scene.around).map((resource) => ({ kind: 'put' as const, resource: scribbled(resource, scene) })),
            ],
          }
        : outcome,
    ),
  },
  {
    id: 'pre.unready-named',
    violates: 'pre.unready',
    sentence: 'Makes a resource that names one which is not ready.',
    applies: phased,
    wrap: accepts(['not-ready'], inAnyPhase),
  },
  {
    id: 'pre.unready-refused-done-anyway',
    violates: 'pre.unready',
    sentence: 'Refuses a body that names what is not ready, and makes the resource all the same.',
    applies: phased,
    wrap: doesAnyway(['not-ready'], inAnyPhase),
  },
  {
    id: 'pre.part-taken-away',
    violates: 'pre.in-use-kept',
    sentence: 'Lets an update take away a part that another resource relies on.',
    applies: hasParts,
    wrap: accepts(['in-use'], loose),
  },
  {
    id: 'pre.part-refused-taken-anyway',
    violates: 'pre.in-use-kept',
    sentence: 'Refuses to take away a part that another resource relies on, and takes it away.',
    applies: hasParts,
    wrap: doesAnyway(['in-use'], loose),
  },
]

/** What the body of a create names and the run could make, in its own scope. */
function namedIn(call: Call, around: Surroundings): readonly Resource[] {
  const behaviour = behaviourOf(call)
  const { resources } = call.contract.behaviour
  if (behaviour?.action !== 'create') return []
  const body = jsonOf(call)
  return rulesOf(resources[behaviour.resource] ?? {}, 'exists').flatMap(({ at: place, resource }) => {
    const parents = parentsOf(call, around, resource)
    const id = at(body, place)
    return typeof id !== 'string' || parents === undefined ? [] : (around.view.get(collectionOf(resource, parents), id) ?? [])
  })
}

/** The resource with a mark behind its first text. */
function scribbled(resource: Resource, { around }: Scene): Resource {
  const [name] = Object.entries(resource.fields).find(([, value]) => typeof value === 'string') ?? []
  const fields = name === undefined ? resource.fields : withAt(resource.fields, `/${name}`, `${textAt(resource.fields, `/${name}`)} (in use)`)
  return isObject(fields) ? { ...resource, fields, revision: around.view.next } : resource
}
