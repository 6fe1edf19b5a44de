import type { OperationBehaviour } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { fieldPlaceNamed, placeNamed } from './places.ts'
import { choices, keys, own, reporter } from './rule.ts'
import { isJson } from '../media-type.ts'
import type { Judge, Modelled, Pair } from './rule.ts'

const noBody = reporter('stored-body')
const badPlace = reporter('stored-place')
const badLife = reporter('stored-lasts')
const noPart = reporter('clears-part')
const noVersions = reporter('upgrades-versions')

/** A part is a body, at a place of its own; it lasts from an instant that the server adds. */
export const stored: Judge = (pair, modelled) => {
  const { id, operation, declared } = modelled
  const { stores } = operation
  if (stores === undefined) return []
  const path = ['operations', id, 'stores']
  const schema = declared.requestBody?.schema
  if (schema === undefined) return [noBody(path, `openapi.yaml declares no body of '${id}', so there is nothing to keep. Declare one, or remove this.`)]
  const whole = stores.at === '' ? [badPlace([...path, 'at'], 'A part is not the whole resource. Write the JSON pointer of a place for it.')] : []
  return [...whole, ...(isText(modelled) ? textOnly(modelled) : lasting(pair, modelled, schema))]
}

function isText({ declared }: Modelled): boolean {
  return !isJson(declared.requestBody?.mediaType ?? '')
}

function textOnly({ id, operation: { stores } }: Modelled): readonly Problem[] {
  return (['adds', 'lasts'] as const)
    .filter((member) => stores?.[member] !== undefined)
    .map((member) => noBody(['operations', id, 'stores', member], `The body of '${id}' is a text, which has no members. Remove \`${member}\`.`))
}

function lasting(pair: Pair, { id, operation: { stores } }: Modelled, schema: string): readonly Problem[] {
  const { lasts, adds = {} } = stores ?? {}
  if (lasts === undefined) return []
  const path = ['operations', id, 'stores', 'lasts']
  const instants = keys(adds).filter((at) => own(adds, at) === 'now')
  const unknown = `Nothing adds an instant at '${lasts.since}', so nobody knows when it began. Write one of ${choices(instants)}, or add \`${lasts.since}: now\` to \`adds\`.`
  return [
    ...placeNamed(pair, [...path, 'days'], { at: lasts.days, schemas: [schema], called: `the body of '${id}'` }),
    ...(instants.includes(lasts.since) ? [] : [badLife([...path, 'since'], unknown)]),
  ]
}

/** What is forgotten is what something keeps. */
export const cleared: Judge = ({ behaviour }, { id, operation: { clears, resource } }) => {
  const kept = partsOf(Object.values(behaviour.operations), resource)
  if (clears === undefined || kept.includes(clears)) return []
  return [
    noPart(['operations', id, 'clears'], `No operation on '${resource}' keeps anything at '${clears}'. Write one of ${choices(kept)}, or add \`stores\`.`),
  ]
}

function partsOf(operations: readonly OperationBehaviour[], type: string): readonly string[] {
  return operations.flatMap(({ resource, stores }) => (resource === type && stores !== undefined ? [stores.at] : []))
}

/** There is a next version only where there are some. */
export const upgraded: Judge = ({ behaviour }, { id, operation: { upgrades, resource, trigger } }) => {
  if (upgrades === undefined) return []
  const path = ['operations', id, 'upgrades']
  if (own(behaviour.resources, resource)?.versions === undefined)
    return [noVersions(path, `Nothing tells the versions of '${resource}'. Add \`versions\` to the resource, or remove this.`)]
  return trigger === undefined ? [noVersions(path, `'${id}' upgrades '${resource}', but nothing says what that starts. Add \`trigger\`.`)] : []
}

/** What an overview leaves out is told by something that a resource may have. */
export const overviewed: Judge = (pair, { id, operation: { having, resource } }) =>
  having === undefined ? [] : fieldPlaceNamed(pair, ['operations', id, 'having'], { type: resource, at: having })
