import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { Behaviour } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { at, isObject, pointer, steps } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { quick, violation } from '../schemas.ts'

/** `behaviour.schema.json`, as an object. */
export function behaviourSchema(): JsonObject {
  const schema: unknown = JSON.parse(readFileSync(new URL('../behaviour.schema.json', import.meta.url), 'utf8'))
  return isObject(schema) ? schema : {}
}

/** Of several kinds of a thing, only the one that it says it is judges it: what is found is then about that kind alone. */
const byKind = { ...quick, discriminator: true } as const

let strict: ValidateFunction | undefined
let thorough: ValidateFunction | undefined

/** Whether the content of a behaviour.yaml has the shape of one. */
export function isBehaviour(content: unknown): content is Behaviour {
  return (strict ??= new Ajv2020(byKind).compile(behaviourSchema()))(content)
}

/** What is wrong with the shape of a behaviour.yaml, all of it. Code that collects costs twice as much to compile. */
export function shapeProblems(content: JsonObject): readonly Problem[] {
  if (isBehaviour(content)) return []
  const validate = (thorough ??= new Ajv2020({ ...byKind, allErrors: true, verbose: true }).compile(behaviourSchema()))
  validate(content)
  return (validate.errors ?? []).filter(isSpoken).map((error) => problem(content, error))
}

/** What the alternatives of a choice say is noise; what is wrong with a name says more than that it is wrong; that nothing tells the kind is said by `required`. */
function isSpoken({ schemaPath, keyword, params }: ErrorObject): boolean {
  return keyword !== 'propertyNames' && !/\/(?:oneOf|anyOf)\//.test(schemaPath) && !(keyword === 'discriminator' && params['tagValue'] === undefined)
}

function problem(content: JsonObject, error: ErrorObject): Problem {
  const found = violation(error)
  const member = error.propertyName ?? (error.keyword === 'additionalProperties' ? found.member : undefined)
  const where = member === undefined ? found.at : found.at + pointer([member])
  const isStatement = error.keyword === 'required' && (found.member === 'basis' || found.member === 'source')
  const rule = isStatement ? 'statement' : 'shape'
  return { in: 'behaviour', at: where, severity: 'error', rule, message: `${named(found.at)} ${told(content, error, found.member)}` }
}

/** `operations.createCluster`, for people; the top of the file has no name. */
function named(where: string): string {
  return where === '' ? 'behaviour.yaml' : `'${steps(where).join('.')}'`
}

function told(content: JsonObject, error: ErrorObject, member: string | undefined): string {
  if (error.propertyName !== undefined) return `has a member '${error.propertyName}', whose name ${violation(error).message}. Give it another name.`
  switch (error.keyword) {
    case 'required':
      return missing(member ?? '')
    case 'additionalProperties':
      return `has a member '${member}' that means nothing. ${instead(error.parentSchema)}`
    case 'oneOf':
      return `has to say exactly one thing. Keep one of ${alternatives(error.schema)}.`
    case 'anyOf':
      return `says what means nothing alone. Add one of ${alternatives(error.schema)}.`
    case 'discriminator':
      return `has the ${String(error.params['tag'])} ${JSON.stringify(error.params['tagValue'])}, which there is not. Write one of ${kinds(error).join(', ')}.`
    default:
      return `${violation(error).message}, and is ${shown(at(content, error.instancePath))}. Write what the schema allows.`
  }
}

function missing(member: string): string {
  if (member === 'basis') return 'has no basis. Write `basis: documented` (the vendor says so), `client` (a real client relies on it) or `assumed` (our guess).'
  if (member === 'source') return 'has no source. Write `source:` and where it can be looked up, e.g. `API guide, Delete a cluster`.'
  return `has no member '${member}'. Add it.`
}

function instead(schema: unknown): string {
  const properties = isObject(schema) ? schema['properties'] : undefined
  return isObject(properties) ? `Write one of ${Object.keys(properties).join(', ')}, or remove it.` : 'Remove it.'
}

function alternatives(schema: unknown): string {
  const branches: readonly unknown[] = Array.isArray(schema) ? schema : []
  return branches.flatMap((branch) => (isObject(branch) && Array.isArray(branch['required']) ? [branch['required'].join(' and ')] : [])).join(', ')
}

/** The kinds among which a member chooses, e.g. those of rules. */
function kinds({ parentSchema, params }: ErrorObject): readonly string[] {
  const branches: readonly unknown[] = Array.isArray(parentSchema?.['oneOf']) ? parentSchema['oneOf'] : []
  return branches.flatMap((branch) => {
    const named = isObject(branch) && typeof branch['$ref'] === 'string' ? branch['$ref'].slice(1) : ''
    const kind = at(behaviourSchema(), `${named}/properties/${String(params['tag'])}/const`)
    return typeof kind === 'string' ? [kind] : []
  })
}

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
