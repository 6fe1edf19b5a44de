import type { Behaviour, ConnectMethod, OperationBehaviour, Refusal, RefusalReply } from './behaviour.ts'
import type { Contract, Operation, ResponseOf } from './contract.ts'
import { weakest } from './statement.ts'

/** The codes of google.rpc.Code by number, as the Connect protocol spells them, with its statuses (https://connectrpc.com/docs/protocol#error-codes). */
export const codes: ReadonlyMap<number, { readonly name: string; readonly status: number }> = new Map(
  (
    [
      ['canceled', 499],
      ['unknown', 500],
      ['invalid_argument', 400],
      ['deadline_exceeded', 504],
      ['not_found', 404],
      ['already_exists', 409],
      ['permission_denied', 403],
      ['resource_exhausted', 429],
      ['failed_precondition', 400],
      ['aborted', 409],
      ['out_of_range', 400],
      ['unimplemented', 501],
      ['internal', 500],
      ['unavailable', 503],
      ['data_loss', 500],
      ['unauthenticated', 401],
    ] as const
  ).map(([name, status], index) => [index + 1, { name, status }]),
)

/** Media type of a message in protobuf's JSON form. The binary one needs field numbers, which are in no source at hand. */
export const messageType = 'application/json'

type Decided = Pick<RefusalReply, 'status' | 'code' | 'tolerated'>

/** What Connect itself decides, whatever the contract says of its like: an unknown method, a method other than POST, a codec that is not spoken. */
const own: Readonly<Partial<Record<Refusal, Decided>>> = {
  'not-routable': { status: 501, code: 'unimplemented' },
  'not-modelled': { status: 501, code: 'unimplemented' },
  'method-not-allowed': { status: 405, code: 'unimplemented' },
  // Of a codec; a coding that is not known is a matter of its own.
  'unsupported-media-type': { status: 415, code: 'unimplemented', tolerated: [501] },
  'deadline-exceeded': { status: 504, code: 'deadline_exceeded' },
}

/** How the protocol refuses what a contract without Connect need not speak of. */
const unspoken: Readonly<Partial<Record<Refusal, Decided>>> = {
  ...own,
  'invalid-parameter': { status: 400, code: 'invalid_argument' },
}

/** A contract as it is called over each of its wires: the document's own first. */
export function wiresOf(contract: Contract): readonly Contract[] {
  return contract.connect === undefined ? [contract] : [contract, contract.connect]
}

/**
 * The same contract as it reads over the Connect protocol: every operation is a POST of a message, and refusals have Connect's
 * statuses and envelope. Undefined where the provider speaks no Connect. It leans on what `connect` leans on.
 */
export function overConnect(contract: Omit<Contract, 'connect'>): Contract | undefined {
  const { connect } = contract.behaviour
  if (connect === undefined) return undefined
  const methods = Object.entries(connect.services).flatMap(([service, each]) =>
    Object.entries(each).map(([name, method]) => ({ path: `/${service}/${name}`, method })),
  )
  const operations = new Map<string, Operation>()
  for (const { path, method } of methods) {
    const operation = contract.operations.get(method.operation)
    if (operation !== undefined) operations.set(operation.id, asMethod(operation, { path, method, connect }))
  }
  const roots = Object.keys(connect.services).map((service) => `/${service}`)
  const behaviour = worded(contract.behaviour, { connect, operations })
  return { ...contract, wire: 'connect', basePath: roots[0] ?? '', roots, behaviour, operations }
}

interface Way {
  readonly path: string
  readonly method: ConnectMethod
  readonly connect: NonNullable<Behaviour['connect']>
}

function asMethod(operation: Operation, { path, method, connect }: Way): Operation {
  const { behaviour, ...wire } = operation
  return {
    ...wire,
    method: 'POST',
    template: path,
    parameters: [],
    requestBody: { required: true, mediaType: messageType, schema: `/components/schemas/${method.request}` },
    responses: new Map(successOf(operation).map((response) => [200, { ...response, status: 200, headers: [] }])),
    ...(behaviour === undefined ? {} : { behaviour: calledBy(behaviour, method, connect) }),
  }
}

/** A call that succeeds is answered with 200 and a message, whatever the document's status for it is. */
function successOf({ responses }: Operation): readonly ResponseOf[] {
  return [...responses.values()].filter(({ status }) => status >= 200 && status < 300).slice(0, 1)
}

/** What holds of the operation, leaning on the method as well; a `Location` would name a path to GET, and there is none. */
function calledBy(behaviour: OperationBehaviour, { binds }: ConnectMethod, connect: Way['connect']): OperationBehaviour {
  const { location: _, ...others } = behaviour
  const basis = weakest([behaviour.basis, connect.basis])
  return { ...others, basis, source: `${connect.source}; ${behaviour.source}`, ...(binds === undefined ? {} : { binds }) }
}

function worded(
  behaviour: Behaviour,
  { connect, operations }: { readonly connect: Way['connect']; readonly operations: ReadonlyMap<string, Operation> },
): Behaviour {
  const { basis, source } = connect
  const called = [...operations.values()].flatMap(({ id, behaviour }) => (behaviour === undefined ? [] : [[id, behaviour] as const]))
  return {
    ...behaviour,
    operations: { ...behaviour.operations, ...Object.fromEntries(called) },
    errors: {
      envelope: {
        mediaType: messageType,
        schema: connect.error,
        body: { code: '{code}', message: '{message}', details: '{details}' },
        basis,
        source: `${source}; https://connectrpc.com/docs/protocol#error-end-stream`,
      },
      refusals: { ...refusedBy(connect), ...spelt(behaviour.errors.refusals, connect) },
    },
    content: { ...behaviour.content, mediaTypes: { request: [messageType], response: messageType, basis, source } },
  }
}

function refusedBy({ basis, source }: Way['connect']): Readonly<Record<string, RefusalReply>> {
  return Object.fromEntries(Object.entries(unspoken).map(([name, reply]) => [name, { ...reply, message: '{detail}', basis, source }]))
}

/** The contract's refusals under the protocol's name and status for their numbers; headers and texts stay. */
function spelt(refusals: Behaviour['errors']['refusals'], { basis }: Way['connect']): Readonly<Record<string, RefusalReply>> {
  const decided: Readonly<Record<string, Decided>> = own
  return Object.fromEntries(
    Object.entries(refusals).map(([name, reply]) => {
      const known = codes.get(Number(reply.code))
      const spelling = decided[name] ?? { status: known?.status ?? 500, code: known?.name ?? 'unknown' }
      return [name, { ...reply, ...spelling, basis: weakest([reply.basis, basis]) }]
    }),
  )
}
