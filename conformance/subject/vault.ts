import { at, isObject, pointer } from '../../specs/json.ts'
import { credentialsIn, isCanary } from './credentials.ts'
import { disguisesOf } from './disguises.ts'
import { Needles } from './needles.ts'
import type { Json } from '../../specs/json.ts'
import type { Subject } from './subject.ts'

/** What stands for the kubeconfig that a run was given. */
export const KUBECONFIG = '{kubeconfig}'

/** Shorter values would be found everywhere and make evidence unreadable. */
const shortest = 8

/** What stands for a secret: its name, and the form where that is one in which nobody would read it. */
const placeholder = /\{([a-z]+(?:-\d+)?)(?::([a-zA-Z0-9-]+))?\}/g

/** What is given to a run, by the names of its placeholders. */
const given = ['admin', 'readonly', 'other', 'kubeconfig']

/** The same among words of a subject, which may well have braces of its own. */
const known = new RegExp(`\\{(${given.join('|')}|secret-\\d+)(?::([a-zA-Z0-9-]+))?\\}`, 'g')

/** A secret that stands somewhere, by the name of its placeholder. */
export interface Surfaced {
  readonly name: string
  /** Absent where it stands as it is, or with the escapes of JSON or of a URL. */
  readonly form?: string
}

/** Secrets that a redacted text shows by their placeholders. In an answer, only the vault can have put these there. */
export function surfacedIn(shown: string): readonly Surfaced[] {
  return [...shown.matchAll(known)].map(([, name = '', form]) => ({ name, ...(form !== undefined && { form }) }))
}

/**
 * Secrets, and the placeholders that stand for them in everything that is recorded. What is sent is unfolded again,
 * so that a scenario can use a secret it was shown without ever holding it.
 */
export class Vault {
  private readonly secrets = new Map<string, string>()
  private readonly sought = new Needles()
  /** The same for what a subject says, whose own words must not look like placeholders: they would be unfolded into secrets. */
  private readonly told = new Needles()
  private learnt = 0

  constructor(tokens: Readonly<Record<string, string>>) {
    this.told.add('{secret-', '{secret -')
    for (const name of given) for (const end of ['}', ':']) this.told.add(`{${name}${end}`, `{${name} ${end}`)
    for (const [name, token] of Object.entries(tokens)) this.keep(token, name)
  }

  /** Learns a secret that the subject has shown. */
  learn(value: string): void {
    if (value.length < shortest || this.sought.has(value)) return
    this.learnt += 1
    this.keep(value, `secret-${this.learnt}`)
  }

  /** The text with every known secret replaced by its placeholder, in whatever form it stands there. */
  hide(text: string): string {
    return this.sought.replaceIn(text)
  }

  /** The same for what a subject says. What looks like a placeholder there and is none is altered, so that none is ever believed. */
  hideTold(text: string): string {
    return this.told.replaceIn(text)
  }

  /**
   * A text as it may be written down. `found` names the placeholders of the secrets that stood in it: there should be none, because
   * everything that is recorded is redacted when it is captured, and whoever writes has something to report.
   */
  guard(text: string): { readonly text: string; readonly found: readonly string[] } {
    const found = new Set<string>()
    return { text: this.sought.replaceIn(text, (stood) => found.add(stood)), found: [...found] }
  }

  /** The text with every placeholder replaced by its secret. */
  reveal(text: string): string {
    return text.includes('{') ? text.replace(placeholder, (found) => this.secrets.get(found) ?? found) : text
  }

  /** The same for a JSON text, in whose strings the secrets are escaped. */
  revealIn(json: string): string {
    return json.replace(placeholder, (found) => {
      const secret = this.secrets.get(found)
      return secret === undefined ? found : JSON.stringify(secret).slice(1, -1)
    })
  }

  /** True where the text is one of the placeholders. */
  isPlaceholder(text: string): boolean {
    return this.secrets.has(text)
  }

  private keep(value: string, name: string): void {
    this.secrets.set(`{${name}}`, value)
    if (value.length < shortest) return
    for (const { form, text } of disguisesOf(value)) {
      const stands = form === '' ? `{${name}}` : `{${name}:${form}}`
      if (form !== '') this.secrets.set(stands, text)
      this.sought.add(text, stands)
      this.told.add(text, stands)
    }
  }
}

/** A vault that knows all that a run was given. One serves all sessions of a run, and whoever writes down what came of it. */
export function vaultFor({ principals, kubeconfig }: Pick<Subject, 'principals' | 'kubeconfig'>): Vault {
  const tokens = Object.entries(principals).map(([name, credential]) => [name, credential.token])
  const vault = new Vault({ ...Object.fromEntries(tokens), ...(kubeconfig !== undefined && { kubeconfig }) })
  for (const secret of kubeconfig === undefined ? [] : credentialsIn(kubeconfig)) if (!isCanary(secret)) vault.learn(secret)
  return vault
}

/** Values at the secret pointers of one representation, or of each in a list. */
export function secretsIn(json: Json | undefined, secrets: readonly string[], items: string | undefined): string[] {
  const list = items === undefined ? json : at(json, items)
  const shown: readonly (Json | undefined)[] = Array.isArray(list) ? list : [json]
  return shown.flatMap((one) => secrets.map((secret) => at(one, secret))).filter((value) => typeof value === 'string')
}

/** Pointers of the strings in a value that are placeholders. */
export function hiddenIn(json: Json | undefined, isPlaceholder: (text: string) => boolean): string[] {
  const found: string[] = []
  const visit = (value: Json | undefined, path: readonly (string | number)[]): void => {
    if (typeof value === 'string' && isPlaceholder(value)) found.push(pointer(path))
    else if (Array.isArray(value)) (value as readonly Json[]).forEach((item, index) => visit(item, [...path, index]))
    else if (isObject(value)) for (const [key, member] of Object.entries(value)) visit(member, [...path, key])
  }
  visit(json, [])
  return found
}
