import type { OperationBehaviour } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, pointer, withAt, type Json } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import { present } from '../moment.ts'
import type { Resource } from '../record.ts'
import type { Change } from '../store.ts'
import { withDefaults } from '../wanted.ts'
import { operationsOf } from './applies.ts'
import { withOperation } from './import-parts.ts'
import { during, puts, type Scene } from './lifecycle-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, jsonOf, withoutViolations } from './parts.ts'
import type { Call } from '../call.ts'

const updates = (contract: Contract) => operationsOf(contract, 'update').filter(({ behaviour }) => behaviour?.replaces !== undefined)
const replaces = (contract: Contract) => updates(contract).length > 0
const keeps = (contract: Contract) => updates(contract).some(({ behaviour }) => (behaviour?.replaces?.keeps?.places ?? []).length > 0)

/** True where something of a resource that is replaced is written by operations of its own. */
function hasNeighbours(contract: Contract): boolean {
  return updates(contract).some(({ behaviour }) => {
    const resource = behaviour?.resource ?? ''
    const companions = contract.behaviour.resources[resource]?.companions ?? []
    return companions.length > 0 || partsOf(contract, resource).length > 0
  })
}

/** Where operations of their own keep parts of a resource. */
function partsOf(contract: Contract, resource: string): readonly string[] {
  return operationsOf(contract, 'act').flatMap(({ behaviour }) =>
    behaviour?.resource === resource && behaviour.stores !== undefined ? [behaviour.stores.at] : [],
  )
}

/** True for an update whose body stands for the whole. */
function isReplacing(call: Call): boolean {
  return behaviourOf(call)?.replaces !== undefined
}

function merging(behaviour: OperationBehaviour): OperationBehaviour {
  const { replaces: _, ...rest } = behaviour
  return rest
}

function unkept(behaviour: OperationBehaviour): OperationBehaviour {
  if (behaviour.replaces === undefined) return behaviour
  const { keeps: _, ...rule } = behaviour.replaces
  return { ...behaviour, replaces: rule }
}

/** An update that stands for the whole, of which what is written is edited, also where it would write nothing. */
function replacing(edit: (resource: Resource, scene: Scene) => Resource): Defect['wrap'] {
  return during(['update'], (outcome, scene) => {
    const { call, resource: before, type } = scene
    if (!isReplacing(call) || before === undefined || outcome.reply.refusal !== undefined) return outcome
    const isWritten = outcome.changes.some((change) => change.kind === 'put' && change.resource.type === type)
    const changes: readonly Change[] = isWritten ? outcome.changes : [...outcome.changes, { kind: 'put', resource: before }]
    return puts({ ...outcome, changes }, (resource) => (resource.type === type ? edit(resource, scene) : resource))
  })
}

function withFields(resource: Resource, fields: Json): Resource {
  return isObject(fields) ? { ...resource, fields } : resource
}

/** One member that the request left out stays as it was. */
function withOneOld(resource: Resource, { resource: before }: Scene): Resource {
  const { fields } = resource
  const isLost = ([name, value]: readonly [string, Json]) => JSON.stringify(fields[name]) !== JSON.stringify(value)
  const lost = Object.entries(before?.fields ?? {})
    .filter(isLost)
    .filter(([name]) => fields[name] === undefined || typeof fields[name] !== 'string')
  const [name, value] = lost.at(-1) ?? []
  return name === undefined || value === undefined ? resource : withFields(resource, { ...fields, [name]: value })
}

/** The call as if nothing were required. */
function lax(call: Call): Call {
  return isReplacing(call) ? withoutViolations(call, ({ keyword }) => keyword === 'required' || keyword === 'anyOf' || keyword === 'oneOf') : call
}

/** A member of text that grows with every request, as far as its schema lets it. */
function grown(resource: Resource, { call, moment: { contract }, type, resource: before }: Scene): Resource {
  const fixed = (contract.behaviour.resources[type]?.rules ?? []).flatMap((rule) => (rule.rule === 'unique' || rule.rule === 'immutable' ? rule.at : []))
  const body = jsonOf(call)
  const schema = call.route.kind === 'found' ? call.route.operation.requestBody?.schema : undefined
  const isFree = (name: string, text: string) => schema !== undefined && contract.validate(schema, withAt(body, pointer([name]), text)).length === 0
  const texts = Object.entries(resource.fields).flatMap(([name, value]) =>
    typeof value === 'string' && !fixed.includes(pointer([name])) ? [[name, `${value}+`] as const] : [],
  )
  const [name, text] = texts.find(([one, more]) => before?.fields[one] !== undefined && isFree(one, more)) ?? []
  return name === undefined || text === undefined ? resource : withFields(resource, { ...resource.fields, [name]: text })
}

/** Without a member that the request has and need not have. */
function shrunk(resource: Resource, { call }: Scene): Resource {
  const body = jsonOf(call)
  const { route, contract } = call
  const schema = route.kind === 'found' ? route.operation.requestBody?.schema : undefined
  if (schema === undefined || !isObject(body)) return resource
  const isFree = (name: string) => contract.validate(schema, withAt(body, pointer([name]), undefined)).length === 0
  const name = Object.keys(body).find(isFree)
  return name === undefined ? resource : withFields(resource, withAt(resource.fields, pointer([name]), undefined))
}

/** An update that writes nothing, because all is as it asks for, writes something else. */
function again(edit: (resource: Resource, scene: Scene) => Resource): Defect['wrap'] {
  return during(['update'], (outcome, scene) => {
    const { resource: before, call, type } = scene
    if (!isReplacing(call) || before === undefined || outcome.reply.refusal !== undefined) return outcome
    const isWritten = outcome.changes.some((change) => change.kind === 'put' && change.resource.type === type)
    return isWritten ? outcome : { ...outcome, changes: [...outcome.changes, { kind: 'put', resource: edit(before, scene) }] }
  })
}

/** Updates that stand for the whole resource. */
export const replaceDefects: readonly Defect[] = [
  {
    id: 'replace.merged',
    violates: 'replace.defaults',
    sentence: 'Keeps what a request leaves out that stands for the whole.',
    applies: replaces,
    wrap: editCall((call) => withOperation(call, merging)),
  },
  {
    id: 'replace.one-left',
    violates: 'replace.defaults',
    sentence: 'Forgets to put one member back that a request leaves out.',
    applies: replaces,
    wrap: replacing(withOneOld),
  },
  {
    id: 'replace.twice-more',
    violates: 'replace.twice',
    sentence: 'Adds to what is there where the same request comes again.',
    applies: (contract) => updates(contract).some(({ method }) => method === 'PUT'),
    wrap: again(grown),
  },
  {
    id: 'replace.twice-less',
    violates: 'replace.twice',
    sentence: 'Drops a member where the same request comes again.',
    applies: (contract) => updates(contract).some(({ method }) => method === 'PUT'),
    wrap: again(shrunk),
  },
  {
    id: 'replace.required-old',
    violates: 'replace.required',
    sentence: 'Takes a body that lacks what it has to have, and keeps the old value.',
    applies: replaces,
    wrap: accepts(['invalid-body'], (call) => withOperation(lax(call), merging)),
  },
  {
    id: 'replace.required-all-the-same',
    violates: 'replace.required',
    sentence: 'Refuses a body that lacks what it has to have, and takes it for the whole.',
    applies: replaces,
    wrap: doesAnyway(['invalid-body'], lax),
  },
  {
    id: 'replace.nothing-kept',
    violates: 'replace.keeps',
    sentence: 'Drops also what stays where a request leaves it out.',
    applies: keeps,
    wrap: editCall((call) => withOperation(call, unkept)),
  },
  {
    id: 'replace.kept-for-once',
    violates: 'replace.keeps',
    sentence: 'Shows what stays in the answer to the request, and drops it.',
    applies: keeps,
    wrap: replacing((resource, { call }) => {
      const places = behaviourOf(call)?.replaces?.keeps?.places ?? []
      return withFields(
        resource,
        places.reduce<Json>((fields, place) => withAt(fields, place, undefined), resource.fields),
      )
    }),
  },
  {
    id: 'replace.companions-reset',
    violates: 'replace.beside',
    sentence: 'Puts what comes with a resource back to what it was at first.',
    applies: hasNeighbours,
    wrap: during(['update'], (outcome, scene) => {
      if (!isReplacing(scene.call) || outcome.reply.refusal !== undefined) return outcome
      return { ...outcome, changes: [...outcome.changes, ...resets(scene)] }
    }),
  },
  {
    id: 'replace.parts-lost',
    violates: 'replace.beside',
    sentence: 'Drops the parts of a resource that other operations keep.',
    applies: (contract) => updates(contract).some(({ behaviour }) => partsOf(contract, behaviour?.resource ?? '').length > 0),
    wrap: replacing((resource, { call }) => partless(resource, call.contract)),
  },
]

function resets({ moment, type, resource }: Scene): readonly Change[] {
  if (resource === undefined) return []
  return (moment.contract.behaviour.resources[type]?.companions ?? []).flatMap((name): readonly Change[] => {
    const companion = present(moment, name, resource.address)
    const own = moment.contract.behaviour.resources[name]
    if (companion === undefined || own === undefined) return []
    const fields = withDefaults({}, own)
    return [{ kind: 'put', resource: { ...companion, fields, settled: fields, revision: moment.view.next, generation: companion.generation + 1 } }]
  })
}

function partless(resource: Resource, contract: Contract): Resource {
  const parts = partsOf(contract, resource.type).filter((place) => at(resource.fields, place) !== undefined)
  return withFields(
    resource,
    parts.reduce<Json>((fields, place) => withAt(fields, place, undefined), resource.fields),
  )
}
