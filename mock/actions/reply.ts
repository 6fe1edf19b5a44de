import { at, withAt, type Json } from '../../specs/json.ts'
import { isJson } from '../../specs/media-type.ts'
import type { Outcome, Reply } from '../call.ts'
import type { Context } from '../context.ts'
import { begun, tellsOf } from '../long-running.ts'
import { typeOf } from '../moment.ts'
import { after } from '../overlay.ts'
import type { Resource } from '../record.ts'
import { represent } from '../represent.ts'
import type { Showing } from '../shown.ts'
import type { Change } from '../store.ts'
import { tagOf } from '../version.ts'
import { viewed } from './viewed.ts'

/** The first 2xx status that the document declares for the operation, unless another one is set. */
export function successOf({ operation, moment }: Context): number {
  const set = moment.settings.successes[operation.id]
  if (set !== undefined) return set
  for (const status of operation.responses.keys()) if (status >= 200 && status < 300) return status
  return 200
}

/** An answer that shows one resource, with its tag where it has one. */
export function shown(context: Context, resource: Resource, showing: Showing = {}): Reply {
  const { moment } = context
  const tag = showing.shows === undefined && typeOf(moment, resource.type).tag?.header === true ? tagOf(moment, resource, showing.fresh) : undefined
  const body = showing.shows === undefined ? represent(moment, resource, showing) : (viewed(moment, resource, showing) ?? null)
  const type = typeof body === 'string' ? textType(context) : mediaType(context)
  const secret = showing.shows !== undefined && isSecret(context, body) ? { 'cache-control': 'no-store' } : {}
  const headers = { 'content-type': type, ...secret, ...(tag === undefined ? {} : { etag: tag }), ...locationOf(context, resource, showing) }
  const { representation } = context.behaviour
  if (representation === undefined) return { status: successOf(context), headers, body }
  return { status: successOf(context), headers, body: withAt({}, representation, body), representation }
}

/** A view that nobody may keep (RFC 9111 section 5.2.2.5): one that shows a secret, or a text, e.g. a kubeconfig, that may hold some. */
function isSecret({ type }: Context, body: Json): boolean {
  return typeof body === 'string' || type.secrets?.some((place) => at(body, place) !== undefined) === true
}

/** What a write did to a resource. */
export interface Written {
  readonly resource: Resource
  readonly showing: Showing
  /** Everything that changes besides the resource itself. */
  readonly besides: readonly Change[]
  /** True where the resource is no more. */
  readonly removed?: boolean
}

/** The outcome of a write: it shows the resource, or the long-running operation that the contract answers with. */
export function written(context: Context, { resource, showing, besides, removed = false }: Written): Outcome {
  const { moment, behaviour, operation } = context
  const started = behaviour.longRunning
  if (started === undefined) {
    const changes: readonly Change[] = [{ kind: removed ? 'remove' : 'put', resource }, ...besides]
    const reply = successOf(context) === 204 ? { status: 204, headers: {} } : shown(context, resource, showing)
    return { reply, changes, about: resource }
  }
  const begins = begun(moment, { operation: operation.id, started, target: resource })
  const told = removed && begins.work !== undefined ? { ...begins, work: { ...begins.work, ended: { as: 'succeeded', at: moment.now } as const } } : begins
  const target: Change = removed ? { kind: 'remove', resource } : { kind: 'put', resource: tellsOf(resource, told) }
  const changes: readonly Change[] = [target, { kind: 'put', resource: told }, ...besides]
  return { reply: shown({ ...context, moment: after(moment, changes) }, told, { fresh: true }), changes, about: told }
}

export function mediaType({ moment }: Context): string {
  return moment.contract.behaviour.content.mediaTypes.response
}

/** A text stands as it is where the document says that the answer is no JSON. */
function textType(context: Context): string {
  const declared = context.operation.responses.get(successOf(context))?.mediaType
  return declared === undefined || isJson(declared) ? mediaType(context) : declared
}

/** Where what was made can be read: the path of the first operation that reads one. */
function locationOf({ behaviour, moment }: Context, resource: Resource, showing: Showing): Readonly<Record<string, string>> {
  if (behaviour.location === undefined || showing.created !== true) return {}
  const { contract } = moment
  const { address } = typeOf(moment, resource.type)
  const read = [...contract.operations.values()].find(({ behaviour: other }) => other?.action === 'read' && other.resource === resource.type)
  if (read === undefined) return {}
  return { location: read.template.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(resource.address[address.indexOf(name)] ?? '')) }
}
