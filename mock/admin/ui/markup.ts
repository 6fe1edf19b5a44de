import { html as escaping, raw } from 'hono/html'

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
 * as `\u001b`: names of resources are whatever a client has sent.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const made = escaping(tight(strings), ...values.map(safe))
  if (made instanceof Promise) throw new Error('Failed to make a page: a template holds a promise. Wait for it before.')
  return new Markup(made.toString())
}

/** Text that is HTML already: only for what this folder itself holds. */
export function trusted(text: string): Markup {
  return new Markup(text)
}

const tightened = new WeakMap<TemplateStringsArray, TemplateStringsArray>()

/** The template without the indentation that the source has for its readers. */
function tight(strings: TemplateStringsArray): TemplateStringsArray {
  const known = tightened.get(strings)
  if (known !== undefined) return known
  const parts = strings.map((part) => part.replace(/\s*\n\s*/g, '\n'))
  const made = Object.assign(parts, { raw: parts })
  tightened.set(strings, made)
  return made
}

function safe(value: Content): unknown {
  if (value instanceof Markup) return raw(value.text)
  if (typeof value === 'string') return visible(value)
  if (typeof value === 'object' && value !== null) return value.map(safe)
  return value
}

/** Control characters and those that turn or hide text (general categories Cc, Cf, Cs, Zl and Zp), but for tab and newline. */
const hidden = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

function visible(text: string): string {
  return text.replace(hidden, (character) =>
    [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''),
  )
}
