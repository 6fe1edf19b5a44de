import { at, isObject, pointer } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'

/** What stands for the kubeconfig that a run was given. */
export const KUBECONFIG = '{kubeconfig}'

/** Shorter values would be found everywhere and make evidence unreadable. */
const shortest = 8

/**
 * Secrets, and the placeholders that stand for them in everything that is recorded. What is sent is unfolded again,
 * so that a scenario can use a secret it was shown without ever holding it.
 */
export class Vault {
  private readonly placeholders = new Map<string, string>()
  private readonly secrets = new Map<string, string>()
  private pattern: RegExp | undefined
  private learnt = 0

  constructor(tokens: Readonly<Record<string, string>>) {
    for (const [name, token] of Object.entries(tokens)) this.keep(token, `{${name}}`)
  }

  /** Learns a secret that the subject has shown. */
  learn(value: string): void {
    if (value.length < shortest || this.placeholders.has(value)) return
    this.learnt += 1
    this.keep(value, `{secret-${this.learnt}}`)
  }

  /** The text with every known secret replaced by its placeholder. */
  hide(text: string): string {
    return this.pattern === undefined ? text : text.replace(this.pattern, (found) => this.placeholders.get(found) ?? found)
  }

  /** The text with every placeholder replaced by its secret. */
  reveal(text: string): string {
    return text.includes('{') ? text.replace(/\{[a-z]+(-\d+)?\}/g, (found) => this.secrets.get(found) ?? found) : text
  }

  /** The same for a JSON text, in whose strings the secrets are escaped. */
  revealIn(json: string): string {
    return json.replace(/\{[a-z]+(-\d+)?\}/g, (found) => {
      const secret = this.secrets.get(found)
      return secret === undefined ? found : JSON.stringify(secret).slice(1, -1)
    })
  }

  /** True where the text is one of the placeholders. */
  isPlaceholder(text: string): boolean {
    return this.secrets.has(text)
  }

  private keep(value: string, placeholder: string): void {
    this.secrets.set(placeholder, value)
    if (value.length < shortest) return
    for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]) this.placeholders.set(form, placeholder)
    const forms = [...this.placeholders.keys()].toSorted((a, b) => b.length - a.length)
    this.pattern = new RegExp(forms.map(escape).join('|'), 'g')
  }
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

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
