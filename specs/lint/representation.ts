import type { OperationBehaviour } from '../behaviour.ts'
import { follow, schemaBelow } from '../document.ts'
import type { Found } from '../document.ts'
import { isObject, pointer } from '../json.ts'
import type { Declared } from '../operations.ts'
import { placeNamed, named } from './places.ts'
import { own, reporter } from './rule.ts'
import type { Judge, Modelled, Pair } from './rule.ts'

const badSchema = reporter('representation-schema')
const wrapped = reporter('representation-wrapped')

/** Schemas of the bodies of an operation's successes. */
function successes({ responses }: Declared): readonly string[] {
  return [...responses.values()].flatMap(({ status, schema }) => (status >= 200 && status < 300 && schema !== undefined ? [schema] : []))
}

/** Schemas of what an operation represents in its successes. */
export function represented({ document }: Pair, { representation }: OperationBehaviour, declared: Declared | undefined): readonly Found[] {
  const schemas = declared === undefined ? [] : successes(declared)
  return schemas.flatMap((schema) => schemaBelow(document, schema, representation ?? '') ?? [])
}

/** Where a success holds the representation, it holds what the schema of the resource describes, and nobody forgets to say where. */
export const representation: Judge = (pair, modelled) => {
  const { id, operation, declared } = modelled
  const wanted = answeredType(pair, modelled)
  if (wanted === undefined) return []
  const { representation: at } = operation
  if (at === undefined) return forgotten(pair, modelled, wanted)
  const path = ['operations', id, 'representation']
  const schemas = successes(declared)
  if (schemas.length === 0) return [badSchema(path, `openapi.yaml declares no body of a success of '${id}'. Declare one there, or remove this.`)]
  const called = `the answer of '${id}'`
  const absent = schemas.flatMap((schema) => placeNamed(pair, path, { at, schemas: [schema], called }))
  if (showsAlone(operation)) return absent
  const isOther = schemas.some((schema) => schemaBelow(pair.document, schema, at)?.where !== follow(pair.document, named(wanted))?.where)
  if (absent.length > 0 || !isOther) return absent
  const message = `What stands at '${at}' in ${called} has not the schema '${wanted}'. Let it be \`$ref: '#${named(wanted)}'\` in openapi.yaml, or write another place.`
  return [badSchema(path, message)]
}

/** Name of the schema of what an operation answers with. */
function answeredType({ behaviour }: Pair, { operation }: Modelled): string | undefined {
  const type = operation.longRunning === undefined ? operation.resource : behaviour.longRunning?.resource
  return own(behaviour.resources, type)?.schema
}

/** What is viewed or told in answer is no resource: its members are what `shows` says. */
export function showsAlone({ action, shows }: OperationBehaviour): boolean {
  return action === 'view' || action === 'invoke' || action === 'overview' || action === 'tell' || (action === 'act' && shows !== undefined)
}

/** A body that holds a representation in a member, and is none itself. */
const unwrapped = new Set(['create', 'import', 'read', 'update', 'delete', 'act', 'wait', 'cancel'])

function forgotten({ document }: Pair, { id, operation, declared }: Modelled, wanted: string): ReturnType<Judge> {
  if (!unwrapped.has(operation.action) || showsAlone(operation)) return []
  const sought = follow(document, named(wanted))?.where
  const holders = successes(declared).flatMap((schema) => {
    const found = follow(document, schema)
    const members = found === undefined || found.where === sought || !isObject(found.value['properties']) ? [] : Object.keys(found.value['properties'])
    return members.filter((member) => schemaBelow(document, schema, pointer([member]))?.where === sought)
  })
  const [member] = holders
  if (member === undefined) return []
  const message = `The answer of '${id}' holds a '${wanted}' at '/${member}', and is none itself. Add \`representation: /${member}\`.`
  return [wrapped(['operations', id], message)]
}
