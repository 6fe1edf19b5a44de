import type { Behaviour, ConnectMethod } from '../behaviour.ts'
import { codes } from '../connect.ts'
import type { Problem } from '../finding.ts'
import { parameterNames } from '../segment.ts'
import { boundTo } from './binds.ts'
import { maskPlaced } from './masks.ts'
import { schemaNamed } from './names.ts'
import { named } from './places.ts'
import { choices, keys, own, reporter, schemaNames } from './rule.ts'
import type { Modelled, Pair, Path, Rule } from './rule.ts'

const unknownOperation = reporter('operation-exists')
const repeated = reporter('connect-operation')
const unbound = reporter('connect-binds')
const badCode = reporter('connect-code')
const unspoken = reporter('connect-refusals')

/** What `connect` says: each method does one modelled operation, and each refusal has a code that the protocol knows. */
export const connectRules: Rule = (pair) => {
  const { connect, errors } = pair.behaviour
  if (connect === undefined) return []
  const done = new Map<string, string>()
  const methods = Object.entries(connect.services).flatMap(([service, each]) => Object.entries(each).map(([name, method]) => ({ service, name, method })))
  return [
    ...schemaNamed(pair, ['connect', 'error'], connect.error),
    ...methods.flatMap(({ service, name, method }) => {
      const path = ['connect', 'services', service, name]
      const first = done.get(method.operation)
      done.set(method.operation, first ?? `${service}/${name}`)
      if (first === undefined) return judged(pair, path, method)
      return [repeated([...path, 'operation'], `'${method.operation}' is done by ${first} already. Name another operation, or remove one of the two methods.`)]
    }),
    ...numbers(errors),
  ]
}

function judged(pair: Pair, path: Path, method: ConnectMethod): readonly Problem[] {
  const { operation: id, request } = method
  const operation = own(pair.behaviour.operations, id)
  const declared = pair.operations.get(id)
  if (operation === undefined || declared === undefined) {
    const known = keys(pair.behaviour.operations)
    return [unknownOperation([...path, 'operation'], `There is no operation '${id}' in \`operations\`. Write one of ${choices(known)}, or model it.`)]
  }
  if (!schemaNames(pair.document).includes(request)) return schemaNamed(pair, [...path, 'request'], request)
  const schema = named(request)
  const called = `message '${request}'`
  const modelled: Modelled = { id, operation, declared }
  return [
    ...boundTo(pair, [...path, 'binds'], { modelled, binds: method.binds, schema, called }),
    ...maskPlaced(pair, [...path, 'request'], { mask: operation.mask, schema, called: `the ${called}` }),
    ...missing(path, modelled, method),
    ...(operation.refusals === undefined ? [] : [unspoken(['operations', id, 'refusals'], mute)]),
  ]
}

const mute = 'Over the Connect protocol all operations refuse alike, and a method does this one. Remove this, or the method.'

/** A call over this protocol has no path that tells a parameter. */
function missing(path: Path, { id, declared }: Modelled, { request, binds }: ConnectMethod): readonly Problem[] {
  const untold = parameterNames(declared.template).filter((name) => own(binds, name) === undefined)
  return untold.map((name) => {
    const message = `Nothing in the message '${request}' tells the path parameter '${name}' of '${id}'. Add \`binds: { ${name}: <JSON pointer of the member> }\`.`
    return unbound(path, message)
  })
}

/** Over this protocol a refusal's code follows from its number. */
function numbers({ refusals }: Behaviour['errors']): readonly Problem[] {
  return Object.entries(refusals).flatMap(([name, { code }]) => {
    if (code !== undefined && /^\d+$/.test(code) && codes.has(Number(code))) return []
    const found = code === undefined ? 'has no code' : `has the code '${code}', which is none of google.rpc.Code`
    const path = ['errors', 'refusals', name, ...(code === undefined ? [] : ['code'])]
    return [
      badCode(path, `The refusal '${name}' ${found}, and there is \`connect\`. Write a number from '1' to '${codes.size}', e.g. '3' for invalid_argument.`),
    ]
  })
}
