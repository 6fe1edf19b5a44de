import { clock } from '../clock.ts'
import { credentialsIn, credentialsWithin, isCanary } from './credentials.ts'
import { nameOf, operationOf, paramsOf, requestOf, spoken } from './address.ts'
import { isCutOff } from './cut-off.ts'
import { unescaped } from './disguises.ts'
import { Gate } from './gate.ts'
import { paceAt } from './pace.ts'
import { hiddenIn, secretsIn, vaultFor } from './vault.ts'
import { Wire } from './wire.ts'
import { at } from '../../specs/json.ts'
import { known } from '../../specs/known.ts'
import { isThrough, itemOf } from '../readable.ts'
import { isJson } from '../../specs/media-type.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { RequestPlan } from '../api.ts'
import type { Answer, Exchange } from '../history.ts'
import type { Pace } from './pace.ts'
import type { Endpoint, Subject } from './subject.ts'
import type { Vault } from './vault.ts'
import type { WireOutcome } from './wire.ts'

/** Where requests go that nobody would answer. */
export const nowhere: Pick<Wire, 'send'> = {
  send: () => Promise.resolve({ kind: 'lost', reason: 'it was not sent, because nothing before it was answered' }),
}

export interface ClientOptions {
  /** Where to send requests; the subject's own address when absent. */
  readonly endpoint?: Endpoint
  /** What knows the secrets of the run; one of its own when absent. */
  readonly vault?: Vault
}

/** Sends one request at a time as planned and records what came of it, redacted. */
export class Client {
  readonly endpoint: Endpoint
  private readonly contract: Contract
  private readonly subject: Subject
  private readonly vault: Vault
  private readonly wire: Wire
  private readonly pace: Pace | undefined
  private readonly began = clock.elapsed()

  constructor(contract: Contract, subject: Subject, { endpoint = subject, vault = vaultFor(subject) }: ClientOptions = {}) {
    this.contract = contract
    this.subject = subject
    this.endpoint = endpoint
    this.vault = vault
    const { timeoutMs = 30_000, deadlineMs, maxBytes = 4 * 1024 * 1024 } = subject
    this.wire = new Wire(endpoint.baseUrl, { timeoutMs, maxBytes, ...(deadlineMs !== undefined && { deadlineMs }) })
    this.pace = paceAt(contract, subject, endpoint)
  }

  async exchange(label: string, number: number, plan: RequestPlan): Promise<Exchange> {
    const leave = await this.pace?.enter()
    try {
      return await this.over(this.wire, { label, number, plan })
    } finally {
      leave?.()
    }
  }

  /** Milliseconds until the subject may be asked again. */
  get delay(): number {
    return this.pace?.delay ?? 0
  }

  /** For so many requests that are to be there at the same time: each is sent `over` it. */
  gate(count: number): Gate {
    return this.wire.gate(count)
  }

  async over(
    way: Pick<Wire, 'send'>,
    { label, number, plan }: { readonly label: string; readonly number: number; readonly plan: RequestPlan },
  ): Promise<Exchange> {
    const contract = spoken(this.contract, plan)
    const operation = operationOf(contract, plan)
    const planned = requestOf(contract, this.subject, plan)
    const target = this.wire.prefix + planned.target
    const headers = [...Object.entries(this.endpoint.headers ?? {}), ...planned.headers]
    const revealed = headers.map(([name, value]) => [name, this.vault.reveal(value)] as const)
    const body = typeof planned.body === 'string' ? this.vault.revealIn(planned.body) : planned.body
    if (planned.body !== undefined && !isJson(operation.requestBody?.mediaType ?? 'application/json')) this.learnFrom(textOf(planned.body))
    if (way instanceof Gate) this.pace?.owe()
    const began = clock.elapsed()
    const outcome = await way.send({
      method: planned.method,
      target: this.vault.reveal(target),
      headers: revealed,
      ...(body !== undefined && { body }),
      ...(plan.hangUp && { hangUp: plan.hangUp }),
    })
    return {
      label,
      number,
      ...(plan.path === undefined && { operation: isThrough(operation) && isOther(operation, plan) ? operation.through : operation.id }),
      ...(contract.wire === 'connect' && contract !== this.contract && { wire: contract.wire }),
      ...this.named(operation, plan),
      principal: nameOf(plan.as ?? 'admin'),
      request: {
        method: planned.method,
        target: this.vault.hide(target),
        headers: headers.map(([name, value]) => [name, this.vault.hide(value)]),
        ...(planned.body !== undefined && { body: this.vault.hide(textOf(planned.body)) }),
      },
      sent: (way instanceof Gate ? (way.opened ?? began) : began) - this.began,
      received: clock.elapsed() - this.began,
      outcome: this.seen(this.record(outcome, operation, contract), operation, plan),
    }
  }

  /** What the message names in place of the path. */
  private named(operation: Operation, plan: RequestPlan): Pick<Exchange, 'named'> {
    const { behaviour, template } = operation
    const names = [...Object.keys(behaviour?.binds ?? {}), ...this.lookedFor(operation)].filter((name) => !template.includes(`{${name}}`))
    if (names.length === 0 || plan.path !== undefined) return {}
    const params = paramsOf(this.subject, plan)
    return { named: Object.fromEntries(names.flatMap((name) => (params[name] === undefined ? [] : [[name, this.vault.hide(params[name])]]))) }
  }

  /** What a derived read looks for in its list. */
  private lookedFor(operation: Operation): readonly string[] {
    return isThrough(operation) ? (this.contract.behaviour.resources[operation.behaviour?.resource ?? '']?.address.slice(-1) ?? []) : []
  }

  private seen(outcome: Exchange['outcome'], operation: Operation, plan: RequestPlan): Exchange['outcome'] {
    if (outcome.kind === 'lost' || !isThrough(operation) || isOther(operation, plan) || plan.path !== undefined) return outcome
    return { kind: 'answered', response: itemOf(this.contract, operation, { params: paramsOf(this.subject, plan), answer: outcome.response }) }
  }

  close(): Promise<void> {
    return this.wire.close()
  }

  private record(outcome: WireOutcome, operation: Operation, contract: Contract): Exchange['outcome'] {
    if (outcome.kind === 'lost') return outcome
    const body = textOf(outcome.body)
    const behaviour = operation.behaviour
    const sent = parse(body)
    if (sent === undefined && isJson(headerOf(outcome, 'content-type')) && isCutOff(body))
      return { kind: 'lost', reason: `the answer with status ${outcome.status} broke off after ${outcome.body.length} bytes of JSON` }
    // Somebody may forget the wrapping: a secret that stands beside its place is still one.
    for (const part of [sent, at(sent, behaviour?.representation ?? '')])
      for (const secret of secretsIn(part, this.secretsOf(operation), behaviour?.items)) this.vault.learn(secret)
    if (sent === undefined || [...operation.responses.values()].some(({ mediaType = 'application/json' }) => !isJson(mediaType))) this.learnFrom(body)
    if (body.includes('Config')) this.learn(credentialsWithin(sent))
    const shown = this.shown(body, sent)
    const whole = parse(shown)
    const hidden = shown === body ? [] : hiddenIn(whole, (text) => this.vault.isPlaceholder(text))
    const response: Answer = {
      status: outcome.status,
      headers: outcome.headers.map(([name, value]) => [name, this.vault.hideTold(value)]),
      body: shown,
      bytes: outcome.body.length,
      utf8: !body.includes('\uFFFD') || Buffer.from(body, 'utf8').equals(outcome.body),
      ...representationIn(contract, operation, { status: outcome.status, whole }),
      ...(hidden.length > 0 && { hidden }),
    }
    this.pace?.heed(response)
    return { kind: 'answered', response }
  }

  /** A body without secrets. Where one stands in it under needless escapes, all of them are undone: `{` may be escaped as well. */
  private shown(body: string, json: Json | undefined): string {
    const plain = json === undefined ? body : unescaped(body)
    const hidden = this.vault.hideTold(plain)
    return hidden === plain ? this.vault.hideTold(body) : hidden
  }

  /** A text that is no JSON may be a kubeconfig, and hold what opens something. */
  private learnFrom(text: string): void {
    for (const secret of credentialsIn(text)) this.vault.learn(secret)
  }

  /** What the suite made up itself stays visible: checks look for it. */
  private learn(secrets: readonly string[]): void {
    for (const secret of secrets) if (!isCanary(secret)) this.vault.learn(secret)
  }

  /** Where an operation's resource type holds secrets; a credential's token is one whether it is declared or not. */
  private secretsOf({ behaviour }: Operation): readonly string[] {
    if (behaviour === undefined) return []
    const { auth, resources } = this.contract.behaviour
    const token = auth.credentials.resource === behaviour.resource ? [`/${auth.credentials.secret.replace(/^\//, '')}`] : []
    return [...(resources[behaviour.resource]?.secrets ?? []), ...token]
  }
}

/** True where a plan asks by another method than the operation's own. */
function isOther({ method }: Operation, plan: RequestPlan): boolean {
  return plan.method !== undefined && plan.method !== method
}

/**
 * What a success shows of the resource, as far as the document declares it: a member that nobody declares may move by itself, and
 * means nothing to anybody.
 */
function representationIn(
  contract: Contract,
  { behaviour, responses }: Operation,
  { status, whole }: { readonly status: number; readonly whole: Json | undefined },
): Pick<Answer, 'json' | 'whole'> {
  if (status < 200 || status >= 300 || whole === undefined) return { json: whole }
  const declared = responses.get(status) ?? [...responses.values()].find((response) => response.status >= 200 && response.status < 300)
  const told = declared?.schema === undefined ? whole : known(contract, declared.schema, whole)
  if (behaviour?.representation !== undefined) return { json: at(told, behaviour.representation), whole }
  return told === whole ? { json: whole } : { json: told, whole }
}

function headerOf({ headers }: { readonly headers: readonly (readonly [string, string])[] }, wanted: string): string {
  return headers.find(([name]) => name === wanted)?.[1] ?? ''
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
}

function parse(text: string): Json | undefined {
  if (text === '') return undefined
  try {
    const json: Json = JSON.parse(text)
    return json
  } catch {
    return undefined
  }
}
