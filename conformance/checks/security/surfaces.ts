import { succeeded, wholeOf } from '../../history.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { told } from '../../judge/status.ts'
import { isObject, pointer } from '../../../specs/json.ts'
import { isJson } from '../../../specs/media-type.ts'
import { surfacedIn } from '../../subject/vault.ts'
import { credentials } from '../auth/credentials.ts'
import { unclear } from '../../verdict.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { Answer, Exchange } from '../../history.ts'
import type { Monitor, Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Surfaced } from '../../subject/vault.ts'
import type { Judgement } from '../../verdict.ts'
import type { CredentialNeed } from '../auth/credentials.ts'

/** Where each operation shows secrets that it is there to show. */
export interface Places {
  /** Operations whose whole body is one, or is there to show one. */
  readonly open: ReadonlySet<string>
  /** JSON pointers within a representation, by operation. */
  readonly declared: ReadonlyMap<string, readonly string[]>
}

interface Watched {
  readonly places: Places
  readonly list: string | undefined
  readonly view: string | undefined
  readonly read: string | undefined
  readonly create: string | undefined
  readonly credential: CredentialNeed | undefined
}

/** A secret where it should not be, and where that is. */
interface Leak extends Surfaced {
  readonly at: string
}

/**
 * Every secret that was sent or shown is known, in whatever form it stands (`Vault`), so that an answer which holds one says so in its
 * placeholders. Those that the contract declares are a matter of `sec.property-exposure`.
 */
export const secretSurfaces = monitor({
  id: 'sec.secret-surfaces',
  needs: (reading) => watched(reading),
  drive: traffic,
  judge: (trace, { places }) => nowhereElse(trace, places, 'undeclared'),
})

/** The same of what the contract declares to be secret: a promise, and so a failure where it is broken. */
export const secretsExposed = monitor({
  id: 'sec.secrets-exposed',
  proves: 'sec.property-exposure',
  needs: (reading) => {
    const need = watched(reading)
    return need.kind === 'met' && need.value.places.declared.size === 0 ? unmet('the contract declares no secret') : need
  },
  drive: traffic,
  judge: (trace, { places }) => nowhereElse(trace, places, 'declared'),
})

/** Judges that the secrets which the contract declares, or all others, stand in no answer but where they belong. */
export function nowhereElse(trace: readonly Exchange[], places: Places, which: 'declared' | 'undeclared'): Judgement {
  const declared = declaredIn(trace, places)
  if (which === 'declared' && declared.size === 0) return unclear('no declared secret was shown')
  const planted = plantedIn(trace)
  const concerns = (leak: Leak): boolean => declared.has(leak.name) === (which === 'declared') && !planted.has(keyOf(leak))
  return everyAnswer(trace, (answer, exchange) => seen(answer, exchange, { places, concerns }))
}

function watched(reading: Reading): Need<Watched> {
  const document = reading.document()
  if (document.kind === 'unmet') return document
  const id = (action: 'list' | 'view' | 'read' | 'create') => {
    const need = reading.operation(action)
    return met(need.kind === 'met' ? need.value.id : undefined)
  }
  return all({
    places: met(placesIn(document.value)),
    list: id('list'),
    view: id('view'),
    read: id('read'),
    create: id('create'),
    credential: met(valueOf(optional(credentials(reading)))),
  })
}

function valueOf<T>(need: Need<T | undefined>): T | undefined {
  return need.kind === 'met' ? need.value : undefined
}

function placesIn({ behaviour, operations }: Contract): Places {
  const { resource, secret } = behaviour.auth.credentials
  const declared = new Map<string, readonly string[]>()
  const open = new Set<string>()
  for (const { id, behaviour: own, responses } of operations.values()) {
    const isText = [...responses.values()].some(({ status, mediaType = 'application/json' }) => status < 300 && !isJson(mediaType))
    if (own?.action === 'view' || isText) open.add(id)
    const places = [...(behaviour.resources[own?.resource ?? '']?.secrets ?? []), ...(own?.resource === resource ? [`/${secret.replace(/^\//, '')}`] : [])]
    if (places.length > 0) declared.set(id, places)
  }
  return { open, declared }
}

/** Secrets are shown first, and then everything is asked for that could let them slip. */
async function traffic(api: Api, { list, view, read, create, credential }: Watched): Promise<void> {
  const { params } = await api.borrow()
  if (view !== undefined) await api.send('view', { operation: view, params })
  const made = credential && api.own(await api.send('new credential', { operation: credential.create, body: credential.body(api.name()) }))
  if (list !== undefined) {
    await api.send('list', { operation: list, params })
    await api.send('list for nobody', { operation: list, params, as: 'nobody' })
    await api.send('list for a stranger', { operation: list, params, as: { token: 'cp-no-such-token' } })
  }
  if (credential?.list !== undefined) await api.send('credentials', { operation: credential.list, ...(made && { params: made.params }) })
  if (create !== undefined) await api.send('refused', { operation: create, params, body: {} })
  if (read === undefined) return
  await api.send('read', { operation: read, params })
  const [own = ''] = Object.keys(params).slice(-1)
  await api.send('absent', { operation: read, params: { ...params, [own]: api.name() } })
}

/** Names of secrets that were shown in a place that the contract declares for them. */
function declaredIn(trace: readonly Exchange[], { declared }: Places): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { outcome, operation = '' } of trace) {
    if (outcome.kind === 'lost') continue
    for (const { where, text } of textsIn(wholeOf(outcome.response)))
      if (declared.get(operation)?.some((place) => where.endsWith(place)) === true) for (const { name } of surfacedIn(text)) names.add(name)
  }
  return names
}

/** Placeholders of secrets that a check has put into a body as if they were text: to be told of them again is nothing. */
function plantedIn(trace: readonly Exchange[]): ReadonlySet<string> {
  const found = new Set(trace.flatMap(({ request }) => surfacedIn(request.body ?? '').map(keyOf)))
  // The one that was given is no text to anybody.
  found.delete('kubeconfig')
  return found
}

interface Eye {
  readonly places: Places
  readonly concerns: (leak: Leak) => boolean
}

function seen(answer: Answer, exchange: Exchange, { places, concerns }: Eye): Sight {
  const { target, headers } = exchange.request
  const echoed = new Set(surfacedIn([target, ...headers.filter(([name]) => name !== 'authorization').map(([, value]) => value)].join('\n')).map(keyOf))
  const leak = leaksIn(answer, exchange, places).find((one) => concerns(one) && !echoed.has(keyOf(one)))
  if (leak === undefined) return 'kept'
  const { name, form, at } = leak
  return {
    expected: 'no secret outside the place that is there to show it',
    actual: `${told(exchange)} with {${name}}${form === undefined ? '' : ` in ${form.toLowerCase().replace(/-\d$/, '')}`} ${at}`,
  }
}

function leaksIn(answer: Answer, exchange: Exchange, { open, declared }: Places): readonly Leak[] {
  const operation = answer.sent?.operation ?? exchange.operation ?? ''
  const inHeaders = answer.headers.flatMap(([name, value]) => surfacedIn(value).map((one) => ({ ...one, at: `in the field ${name}` })))
  if (surfacedIn(answer.body).length === 0 || (open.has(operation) && succeeded(exchange))) return inHeaders
  const whole = wholeOf(answer)
  if (whole === undefined) return [...inHeaders, ...surfacedIn(answer.body).map((one) => ({ ...one, at: 'in the body' }))]
  const inBody = textsIn(whole)
    .filter(({ where }) => declared.get(operation)?.some((place) => where.endsWith(place)) !== true)
    .flatMap(({ where, text }) => surfacedIn(text).map((one) => ({ ...one, at: `at ${where}` })))
  return [...inHeaders, ...inBody]
}

const keyOf = ({ name, form }: Surfaced): string => (form === undefined ? name : `${name}:${form}`)

/** Every string of a value, names of members included, with its JSON pointer. */
function textsIn(json: Json | undefined): readonly { readonly where: string; readonly text: string }[] {
  const found: { where: string; text: string }[] = []
  const visit = (value: Json | undefined, path: readonly (string | number)[]): void => {
    if (typeof value === 'string') found.push({ where: pointer(path), text: value })
    else if (Array.isArray(value)) value.forEach((item: Json, index) => visit(item, [...path, index]))
    else if (isObject(value))
      for (const [key, member] of Object.entries(value)) {
        if (key.includes('{')) found.push({ where: pointer(path), text: key })
        visit(member, [...path, key])
      }
  }
  visit(json, [])
  return found
}

export const surfaceMonitors: readonly Monitor[] = [secretSurfaces, secretsExposed]
