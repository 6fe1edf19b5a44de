import type { Paging } from '../specs/behaviour.ts'
import type { Operation, Parameter } from '../specs/contract.ts'
import type { Json } from '../specs/json.ts'
import type { Check, Context } from './context.ts'
import { readerOf, readQuery, textOf } from './query.ts'
import type { Refused } from './refuse.ts'

type Place = 'path' | 'query' | 'headers'

/** What there is to judge of an operation's parameters; sorted out once, for most have none but those of the path. */
interface Plan {
  readonly path: readonly Parameter[]
  readonly query: readonly Parameter[]
  readonly headers: readonly Parameter[]
  /** False where a target without a query cannot be wrong. */
  readonly needsQuery: boolean
}

const plans = new WeakMap<Operation, Plan>()

/** Parameters as the document describes them: those of the path, then of the query, then headers. Undeclared ones are ignored. */
export const parameters: Check = (context) => {
  const plan = planOf(context.operation)
  for (const parameter of plan.path) {
    const refusal = judged(context, parameter, context.params[parameter.name])
    if (refusal !== undefined) return refusal
  }
  if (plan.query.length > 0 && (plan.needsQuery || context.call.target.includes('?'))) {
    const refusal = query(context, plan)
    if (refusal !== undefined) return refusal
  }
  return plan.headers.length > 0 ? headers(context, plan) : undefined
}

function planOf(operation: Operation): Plan {
  let plan = plans.get(operation)
  if (plan === undefined) {
    const of = (place: Parameter['in']) => operation.parameters.filter((parameter) => parameter.in === place)
    const declared = of('query')
    const ignored = operation.behaviour?.ignores?.parameters ?? []
    plan = {
      path: of('path').filter(({ name }) => !ignored.includes(name)),
      query: declared,
      headers: of('header').filter(isParameter),
      needsQuery: declared.some(({ required }) => required),
    }
    plans.set(operation, plan)
  }
  return plan
}

/** Three headers are never parameters, whatever a document says (OpenAPI 3.1 section 4.8.12.2.1). */
function isParameter({ name }: Parameter): boolean {
  return !['accept', 'content-type', 'authorization'].includes(name.toLowerCase())
}

function query(context: Context, plan: Plan): Refused | undefined {
  const found = new Map<string, string>()
  for (const { name, value } of readQuery(context.call.target)) {
    if (value === undefined) return refused('query', name, 'is not percent-encoded UTF-8')
    if (!plan.query.some((parameter) => parameter.name === name)) continue
    if (found.has(name)) return refused('query', name, 'must be sent once')
    found.set(name, value)
  }
  const values: [string, Json][] = []
  for (const parameter of plan.query) {
    const text = found.get(parameter.name)
    if (text === undefined && !parameter.required) continue
    const value = text === undefined ? undefined : valueOf(context, parameter, text)
    const refusal = judged(context, parameter, value)
    if (refusal !== undefined) return refusal
    if (value !== undefined) values.push([parameter.name, value])
  }
  context.query = Object.fromEntries(values)
  return together(context, found) ?? apart(context)
}

function valueOf({ moment, behaviour }: Context, { name, schema }: Parameter, text: string): Json {
  const value = readerOf(moment.contract.schemaAt(schema))(text)
  const { paging } = behaviour
  const clamps = paging?.limit.parameter === name && paging.outside.policy === 'clamp'
  return clamps && typeof value === 'number' ? Math.min(Math.max(value, paging.limit.min), paging.limit.max) : value
}

function together({ behaviour }: Context, found: ReadonlyMap<string, string>): Refused | undefined {
  const all = behaviour.together?.parameters ?? []
  const missing = all.find((name) => !found.has(name))
  if (missing === undefined || !all.some((name) => found.has(name))) return undefined
  return refused('query', missing, `must be sent together with ${all.filter((name) => name !== missing).join(', ')}`)
}

/** Values that contradict each other. */
function apart({ behaviour, query: sent }: Context): Refused | undefined {
  for (const { parameters: values } of behaviour.neverTogether ?? []) {
    const pairs = Object.entries(values)
    if (!pairs.every(([name, value]) => sent[name] === value)) continue
    const [first = ''] = Object.keys(values)
    return refused(
      'query',
      first,
      `must not be sent like this: ${pairs.map(([name, value]) => `${name}=${textOf(value)}`).join(' and ')} contradict each other`,
    )
  }
  return undefined
}

/** Those that carry a concern of their own are left to its stage. */
function headers(context: Context, plan: Plan): Refused | undefined {
  const { moment, behaviour, call } = context
  for (const parameter of plan.headers) {
    const name = parameter.name.toLowerCase()
    if (name === behaviour.precondition?.header || name === moment.contract.behaviour.idempotency?.header) continue
    const value = call.header(name)
    const refusal = value === undefined && !parameter.required ? undefined : judged(context, parameter, value)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function judged({ moment, behaviour }: Context, parameter: Parameter, value: Json | undefined): Refused | undefined {
  const place = parameter.in === 'header' ? 'headers' : parameter.in
  if (value === undefined && place !== 'path') return refused(place, parameter.name, 'must be sent')
  const [violation] = moment.contract.validate(parameter.schema, value)
  if (violation !== undefined) return refused(place, parameter.name, violation.message)
  return place === 'query' ? outside(behaviour.paging, parameter.name, value) : undefined
}

/** A limit keeps its bounds although the schema may not have them. */
function outside(paging: Paging | undefined, name: string, value: Json | undefined): Refused | undefined {
  if (paging?.limit.parameter !== name) return undefined
  const { min, max } = paging.limit
  return typeof value === 'number' && value >= min && value <= max ? undefined : refused('query', name, `must be from ${min} to ${max}`)
}

function refused(place: Place, name: string, fault: string): Refused {
  return { refusal: 'invalid-parameter', detail: `${name} ${fault}`, path: [place, name] }
}
