import type { Operation, Parameter, ResponseOf } from './contract.ts'
import { basePathOf, follow } from './document.ts'
import type { Found } from './document.ts'
import type { Problem } from './finding.ts'
import { isObject, pointer } from './json.ts'
import type { JsonObject } from './json.ts'
import { parseSegment } from './segment.ts'
import { isJson } from './media-type.ts'

/** An operation of the document, and where it stands there. */
export type Declared = Omit<Operation, 'behaviour'> & { readonly where: string }

export interface Operations {
  readonly declared: ReadonlyMap<string, Declared>
  readonly problems: readonly Problem[]
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

/** Every operation of the document by its operationId, `$ref`s to parameters, bodies and responses resolved. */
export function readOperations(document: JsonObject): Operations {
  const declared = new Map<string, Declared>()
  const problems: Problem[] = []
  for (const path of Object.keys(isObject(document['paths']) ? document['paths'] : {})) {
    const item = follow(document, pointer(['paths', path]))
    if (item === undefined) continue
    problems.push(...pathProblems(path))
    for (const method of Object.keys(item.value)) {
      if (!methods.has(method) || !isObject(item.value[method])) continue
      const operation = readOperation(document, { path, item, method })
      const problem = identityProblem(operation, declared)
      if (problem === undefined) declared.set(operation.id, operation)
      else problems.push(problem)
    }
  }
  return { declared, problems }
}

interface Slot {
  readonly path: string
  readonly item: Found
  readonly method: string
}

function readOperation(document: JsonObject, { path, item, method }: Slot): Declared {
  const where = `${item.where}/${method}`
  const own = follow(document, where)?.value ?? {}
  const security = own['security'] ?? document['security']
  const requestBody = readBody(document, `${where}/requestBody`)
  return {
    id: typeof own['operationId'] === 'string' ? own['operationId'] : '',
    method: method.toUpperCase(),
    template: basePathOf(document) + path,
    parameters: readParameters(document, [item.where, where]),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: readResponses(document, where),
    open: Array.isArray(security) && security.length === 0,
    where,
  }
}

/** Those of the path item first; an operation's own one of the same name and place wins. */
function readParameters(document: JsonObject, owners: readonly string[]): readonly Parameter[] {
  const found = new Map<string, Parameter>()
  for (const owner of owners) {
    const list = follow(document, owner)?.value['parameters']
    for (const index of Array.isArray(list) ? list.keys() : []) {
      const parameter = readParameter(document, `${owner}/parameters/${index}`)
      if (parameter !== undefined) found.set(`${parameter.in} ${parameter.name}`, parameter)
    }
  }
  return [...found.values()]
}

function readParameter(document: JsonObject, where: string): Parameter | undefined {
  const found = follow(document, where)
  const place = found?.value['in']
  const name = found?.value['name']
  if (found === undefined || typeof name !== 'string' || (place !== 'path' && place !== 'query' && place !== 'header')) return undefined
  const schema = isObject(found.value['schema']) ? `${found.where}/schema` : mediaType(found)?.schema
  if (schema === undefined) return undefined
  return { name, in: place, required: found.value['required'] === true, schema }
}

function readBody(document: JsonObject, where: string): Operation['requestBody'] {
  const found = follow(document, where)
  const media = found && mediaType(found)
  if (found === undefined || media?.schema === undefined) return undefined
  return { required: found.value['required'] === true, mediaType: media.mediaType, schema: media.schema }
}

/** Exact statuses only: `4XX` and `default` promise nothing that could be put to the test. */
function readResponses(document: JsonObject, where: string): ReadonlyMap<number, ResponseOf> {
  const responses = follow(document, `${where}/responses`)
  const found = new Map<number, ResponseOf>()
  for (const key of Object.keys(responses?.value ?? {})) {
    const response = follow(document, `${responses?.where}/${key}`)
    if (response !== undefined && /^[1-5]\d\d$/.test(key)) found.set(Number(key), readResponse(Number(key), response))
  }
  return found
}

function readResponse(status: number, response: Found): ResponseOf {
  const media = mediaType(response)
  const headers = Object.keys(isObject(response.value['headers']) ? response.value['headers'] : {}).map((name) => name.toLowerCase())
  const description = response.value['description']
  return {
    status,
    description: typeof description === 'string' ? description : '',
    ...(media?.schema === undefined ? {} : { schema: media.schema }),
    ...(media === undefined ? {} : { mediaType: media.mediaType }),
    headers,
  }
}

/** The first JSON media type of a `content`, or else its first one. */
function mediaType(owner: Found): { readonly mediaType: string; readonly schema?: string } | undefined {
  const content = owner.value['content']
  if (!isObject(content)) return undefined
  const names = Object.keys(content)
  const name = names.find((candidate) => isJson(candidate)) ?? names[0]
  if (name === undefined) return undefined
  const media = content[name]
  const hasSchema = isObject(media) && media['schema'] !== undefined
  return { mediaType: name, ...(hasSchema ? { schema: owner.where + pointer(['content', name, 'schema']) } : {}) }
}

function identityProblem(operation: Declared, known: ReadonlyMap<string, Declared>): Problem | undefined {
  const shown = `${operation.method} ${operation.template}`
  if (operation.id === '') return error('operation-id', operation.where, `${shown} has no operationId, and only operations with one can be named. Give it one.`)
  const other = known.get(operation.id)
  if (other === undefined) return undefined
  const message = `The operationId '${operation.id}' is that of ${other.method} ${other.template} already. Give ${shown} one of its own.`
  return error('operation-id', `${operation.where}/operationId`, message)
}

function pathProblems(path: string): readonly Problem[] {
  const where = pointer(['paths', path])
  if (!path.startsWith('/')) return [error('path-template', where, `The path '${path}' does not begin with '/'. Write '/${path}'.`)]
  const odd = path.split('/').find((segment) => parseSegment(segment) === undefined)
  if (odd === undefined) return []
  const advice = 'A segment is literal text, `{name}` or `{name}:verb`: write one of them.'
  return [error('path-template', where, `The segment '${odd}' of the path '${path}' cannot be routed. ${advice}`)]
}

function error(rule: string, where: string, message: string): Problem {
  return { in: 'openapi', at: where, severity: 'error', rule, message }
}
