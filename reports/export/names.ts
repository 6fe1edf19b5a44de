import type { Claim } from '../../conformance/runnable/assertion.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Printed } from '../evidence.ts'
import type { Needle } from './fill.ts'
import { textsIn, toldIn, type Told } from './flow.ts'
import type { Capture, Variable } from './program.ts'
import type { Chosen } from './steps.ts'

/** A name that the suite makes up: `cp-`, the run where there is one, six characters, a number. */
const made = /\bcp-?(?:[a-z0-9]+-)?([a-z0-9]{6})-?\d+\b/g
/** What stands for a secret. */
const placeholder = /\{(admin|readonly|other|kubeconfig|secret-\d+)(?::([a-zA-Z0-9-]+))?\}/g
/** Members that name something. */
const naming = /(id|uid|uuid|name|slug|token|secret|key|etag|revision|cursor|next|ref)$/i
/** Shorter texts mean too many things. */
const shortest = 6

const secrets: Readonly<Record<string, readonly [variable: string, about: string]>> = {
  admin: ['TOKEN', 'a credential that may do everything'],
  readonly: ['READONLY_TOKEN', 'a credential that may only read'],
  other: ['OTHER_TOKEN', 'a credential of somebody else, e.g. of another tenant'],
  kubeconfig: ['KUBECONFIG_TEXT', 'the text of a kubeconfig whose cluster may be imported'],
}

/** Which parts of the requests are variables, and where their values come from. */
export class Names {
  private readonly contract: Contract
  private readonly chosen: readonly Chosen[]
  private readonly flows: 'first' | 'last'
  private readonly told: readonly Told[]
  private readonly marks: readonly string[]
  private readonly known = new Map<string, Variable>()
  private readonly taken = new Map<string, Capture & { readonly step: number }>()

  constructor(contract: Contract, chosen: readonly Chosen[], flows: 'first' | 'last') {
    this.contract = contract
    this.chosen = chosen
    this.flows = flows
    const requests = chosen.map(({ exchange }) => requestText(exchange))
    this.marks = [...new Set(requests.flatMap((text) => [...text.matchAll(made)].map(([, mark = '']) => mark)))]
    // What a request says before any answer does is the client's own.
    this.told = chosen.flatMap(({ exchange }, index) =>
      exchange.outcome.kind === 'lost' || exchange.outcome.response.status >= 400
        ? []
        : toldIn(exchange.outcome.response, index + 1).filter(({ value, from }) => 'header' in from || isNews(value, chosen.slice(0, index + 1))),
    )
  }

  /** Everything that a request may turn into variables, whatever part of it. */
  needles(step: number): readonly Needle[] {
    const path = this.chosen[step - 1]?.exchange.request.target.split(/[/?&=:]/).map(decoded) ?? []
    const fits = ({ value, from }: Told) => value.length >= shortest && (path.includes(value) || ('json' in from && naming.test(from.json)))
    return [...this.fromAnswers(step, fits), ...this.fresh(), ...this.ofSecrets(step)]
  }

  /** Entity tags, however short: in headers they cannot be mistaken. */
  tags(step: number): readonly Needle[] {
    return this.fromAnswers(step, ({ value }) => value.endsWith('"')).map((needle) => ({ ...needle, within: true }))
  }

  /** Path parameters that belong to whoever asks, e.g. the tenant. */
  given({ operation, request }: Printed): readonly Needle[] {
    const template = this.contract.operations.get(operation ?? '')?.template
    const owned = new Set(Object.values(this.contract.behaviour.seed.principals).flatMap((principal) => Object.keys(principal?.params ?? {})))
    const parts = request.target.split('?')[0]?.split('/') ?? []
    return (template?.split('/') ?? []).toReversed().flatMap((part, index) => {
      const name = /^\{(.+)\}$/.exec(part)?.[1]
      const value = parts.at(-1 - index)
      if (name === undefined || !owned.has(name) || value === undefined || value === '') return []
      return [{ text: value, variable: this.give(name, value) }]
    })
  }

  private give(name: string, value: string): string {
    const alike = [...this.known.values()].filter(({ kind, about }) => kind === 'given' && about.startsWith(`the ${words(name)}`))
    const known = alike.find((one) => one.value === value)?.name
    const count = alike.length + 1
    return (
      known ??
      this.know({
        name: count === 1 ? variableFor(name) : `${variableFor(name)}_${count}`,
        about: `the ${words(name)}${count === 1 ? '' : ' of somebody else'}`,
        kind: 'given',
        value,
      })
    )
  }

  /** A key that marks a request as sent before: it has to be new in each run. */
  key(header: string, value: string): readonly Needle[] {
    const [mark] = this.marks
    if (header.toLowerCase() !== this.contract.behaviour.idempotency?.header || value.length < 12 || !/^[\w.:-]+$/.test(value)) return []
    const fresh = this.know({ name: mark === undefined ? 'FRESH' : this.freshFor(mark), about: 'new in each run', kind: 'fresh' })
    return [{ text: value.slice(0, 6), variable: fresh, within: true }]
  }

  variables(): readonly Variable[] {
    return [...this.known.values()]
  }

  captures(step: number): readonly Capture[] {
    return [...this.taken.values()].filter((one) => one.step === step).map(({ variable, from }) => ({ variable, from }))
  }

  /** A claim whose own values are those of this run. */
  claim(claim: Claim): Claim {
    if ((claim.of !== 'item' && claim.of !== 'item member') || !('value' in claim.equals) || typeof claim.equals.value !== 'string') return claim
    const { value } = claim.equals
    const earlier = this.told.find((one) => one.value === value && one.step !== claim.exchange && 'json' in one.from)
    if (earlier !== undefined) return { ...claim, equals: { as: { exchange: earlier.step, side: 'answer', from: earlier.from } } }
    // Where a request names it, it is compared with what the request says.
    const step = this.chosen.findIndex(({ exchange }) => textsIn(exchange.request.body).includes(value)) + 1
    const pointer =
      step === 0 ? undefined : toldIn({ status: 0, headers: [], body: this.chosen[step - 1]?.exchange.request.body ?? '', bytes: 0, utf8: true }, step)
    const from = pointer?.find((one) => one.value === value)?.from
    return from === undefined ? claim : { ...claim, equals: { as: { exchange: step, side: 'request', from } } }
  }

  private fromAnswers(step: number, fits: (told: Told) => boolean): readonly Needle[] {
    const earlier = this.told.filter((one) => one.step < step && fits(one) && this.isUsedIn(step, one.value))
    const values = [...new Set(earlier.map(({ value }) => value))]
    return values.flatMap((value) => {
      const all = earlier.filter((one) => one.value === value)
      // The place of an item in a list is chance.
      const lasting = all.filter(({ from }) => 'header' in from || !/[/][0-9]+([/]|$)/.test(from.json))
      const sources = lasting.length > 0 ? lasting : all
      const source = this.flows === 'first' ? sources[0] : sources.at(-1)
      return source === undefined ? [] : [{ text: value, variable: this.capture(source) }]
    })
  }

  private isUsedIn(step: number, value: string): boolean {
    const text = requestText(this.chosen[step - 1]?.exchange)
    return text.includes(value) || text.includes(encodeURIComponent(value)) || text.includes(JSON.stringify(value).slice(1, -1))
  }

  private capture({ step, from }: Told): string {
    const key = JSON.stringify([step, from])
    const last = 'header' in from ? from.header : (from.json.split('/').findLast((part) => !/^\d*$/.test(part)) ?? 'value')
    const variable = this.taken.get(key)?.variable ?? this.unique(`${variableFor(last)}_${step}`)
    this.taken.set(key, { variable, from, step })
    this.know({ name: variable, about: `told by step ${step}`, kind: 'captured' })
    return variable
  }

  private unique(name: string): string {
    const count = [...this.taken.values()].filter(({ variable }) => variable === name || variable.startsWith(`${name}_`)).length
    return count === 0 ? name : `${name}_${count + 1}`
  }

  private fresh(): readonly Needle[] {
    return this.marks.map((mark) => ({ text: mark, variable: this.know({ name: this.freshFor(mark), about: 'new in each run', kind: 'fresh' }), within: true }))
  }

  private freshFor(mark: string): string {
    const index = this.marks.indexOf(mark)
    return index === 0 ? 'FRESH' : `FRESH_${index + 1}`
  }

  private ofSecrets(step: number): readonly Needle[] {
    const text = requestText(this.chosen[step - 1]?.exchange)
    return [...text.matchAll(placeholder)].flatMap(([found, name = '', form]) => {
      const told = this.told.find((one) => one.value === found && one.step < step)
      if (told !== undefined) return [{ text: found, variable: this.capture(told), within: true }]
      return [{ text: found, variable: this.secret(step, name, form), within: true }]
    })
  }

  private secret(step: number, name: string, form: string | undefined): string {
    const [variable, about] = secrets[name] ?? [variableFor(name), 'a secret that was shown in the run']
    const known = form === undefined ? { name: variable, about } : { name: `${variable}_${variableFor(form)}`, about: `${about}, in the form "${form}"` }
    const request = this.chosen[step - 1]?.exchange.request
    const isSpoken = request?.headers.some(([, value]) => value.includes(`{${name}`)) === true
    // What stands in a body and was told by nobody is made up: anything will do.
    if (secrets[name] !== undefined || form !== undefined || isSpoken) return this.know({ ...known, kind: 'secret' })
    return this.know({ name: variable, about: 'a secret that the suite made up', kind: 'given', value: `made-up-${name}` })
  }

  private know(variable: Variable): string {
    if (!this.known.has(variable.name)) this.known.set(variable.name, variable)
    return variable.name
  }
}

function isNews(value: string, before: readonly Chosen[]): boolean {
  if (value.length < shortest || /\s/.test(value)) return false
  return !before.some(({ exchange }) => {
    const texts = [...textsIn(exchange.request.body), ...exchange.request.target.split(/[/?&=:]/).map(decoded)]
    return texts.includes(value)
  })
}

function requestText(exchange: Printed | undefined): string {
  if (exchange === undefined) return ''
  const { target, headers, body = '' } = exchange.request
  return [target, ...headers.map(([, value]) => value), body].join('\n')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The variable that stands for a path parameter. */
export function variableFor(name: string): string {
  const plain = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_')
  return (/^[A-Za-z]/.test(plain) ? plain : `V_${plain}`).toUpperCase()
}

function words(name: string): string {
  return variableFor(name).toLowerCase().replaceAll('_', ' ')
}
