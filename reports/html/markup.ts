import { html as escaping, raw } from 'hono/html'
import { visible } from '../visible.ts'

/** HTML that is safe to be put into a page: made by `html`, and by nothing else. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** What a template may hold. Nothing is written for undefined, null, true and false. */
export type Content = Markup | string | number | boolean | null | undefined | readonly Content[]

/**
 * A template of HTML. Every text that it holds is escaped, for elements and for quoted attributes alike, and hidden characters stand
 * as `\u001b`: no place can forget it. What is not of these types, e.g. of a report that another program wrote, is written as text.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const made = escaping(tight(strings), ...values.map(safe))
  if (made instanceof Promise) throw new Error('Failed to make a page: a template holds a promise. Wait for it before.')
  return new Markup(made.toString())
}

/** Text that is HTML already; for what this project wrote itself, never for what a subject said. */
export function trusted(text: string): Markup {
  return new Markup(text)
}

const tightened = new WeakMap<TemplateStringsArray, TemplateStringsArray>()

/** The template without the indentation that the source has for its readers: thousands of rows would pay for it. */
function tight(strings: TemplateStringsArray): TemplateStringsArray {
  const known = tightened.get(strings)
  if (known !== undefined) return known
  const parts = strings.map((part) => part.replace(/\s*\n\s*/g, '\n'))
  const made = Object.assign(parts, { raw: parts })
  tightened.set(strings, made)
  return made
}

/** Most texts, told at a glance: nothing of ASCII but its control characters is ever hidden. */
const plain = /^[\x20-\x7e\t\n]*$/

function safe(value: unknown): unknown {
  if (value instanceof Markup) return raw(value.text)
  if (Array.isArray(value)) return value.map(safe)
  if (typeof value === 'string') return plain.test(value) ? value : visible(value)
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number') return value
  return visible(JSON.stringify(value) ?? '')
}
