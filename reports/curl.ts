import type { Printed } from './evidence.ts'
import { originOf } from './url.ts'
import { holdsHidden, replaceHidden } from './visible.ts'

/** What a command is made from: an exchange as it was recorded, or as a report prints it. */
export type Sent = Pick<Printed, 'request'>

/** Lines that curl writes itself. */
const ownLines = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'user-agent', 'keep-alive'])

/** What stands for a credential in everything that is recorded; a credential itself is never printed. */
const placeholder = /\{(admin|readonly|other|secret-\d+)\}/

/**
 * A command for a POSIX shell that sends the request again: ready to paste once the variables that it names are set.
 * `TOKEN` is the first credential, `READONLY_TOKEN` and `OTHER_TOKEN` are those of the others, `SECRET_1` is one shown in the run.
 *
 * `target` is an origin, or `mock`. Bytes of a body that were not UTF-8 cannot be had back; the recorded text stands for them.
 */
export function curl(sent: Sent, target: string): string {
  const { method, target: path, headers, body } = sent.request
  const piped = body !== undefined && (holdsHidden(body) || body.startsWith('@'))
  const parts = [
    `${piped ? `${printf(body)} | ` : ''}curl -i --globoff --path-as-is ${verb(method, body !== undefined)}${address(target, path)}`,
    ...headers.filter(([name]) => !ownLines.has(name.toLowerCase())).map(([name, value]) => `-H ${line(name, value)}`),
  ]
  if (body !== undefined) {
    if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) parts.push(`-H 'content-type:'`)
    parts.push(piped ? '--data-binary @-' : `--data-binary ${filled(body, quoted)}`)
  }
  return parts.join(' \\\n  ')
}

/** One word of a POSIX shell that stands for exactly this text. */
export function quoted(text: string): string {
  if (holdsHidden(text)) return `"$(${printf(text)})"`
  return single(text)
}

function single(text: string): string {
  return `'${text.replaceAll(`'`, `'\\''`)}'`
}

function verb(method: string, hasBody: boolean): string {
  if (method === 'HEAD' && !hasBody) return '--head '
  if (method === 'GET' && !hasBody) return ''
  return `-X ${/^[A-Za-z]+$/.test(method) ? method : quoted(method)} `
}

function address(target: string, path: string): string {
  const origin = originOf(target)
  if (path.startsWith('/')) return filled(`${origin}${path}`, quoted)
  return `--request-target ${quoted(path)} ${quoted(origin)}`
}

function line(name: string, value: string): string {
  const [, scheme, principal] = /^([A-Za-z]+) \{([a-z]+)\}$/.exec(value) ?? []
  if (name.toLowerCase() === 'authorization' && scheme !== undefined && principal !== undefined) {
    return `"Authorization: ${scheme} $${variable(principal)}"`
  }
  // An empty value after a colon makes curl drop the line; after a semicolon it is sent empty.
  return filled(value === '' ? `${name};` : `${name}: ${value}`, quoted)
}

/** A word of a shell in which each placeholder is a variable and all else is written by `write`. */
function filled(text: string, write: (text: string) => string): string {
  const parts = text.split(placeholder)
  const words = parts.map((part, index) => (index % 2 === 1 ? `"$${variable(part)}"` : part === '' ? '' : write(part)))
  return words.join('') || write('')
}

function variable(name: string): string {
  if (name === 'admin') return 'TOKEN'
  return name.startsWith('secret-') ? name.toUpperCase().replace('-', '_') : `${name.toUpperCase()}_TOKEN`
}

/**
 * POSIX printf, format `%b`: hidden characters as octal escapes of their UTF-8 bytes, so that no terminal acts on them as
 * they are pasted. Lone surrogates become U+FFFD, as on the wire.
 */
function printf(text: string): string {
  const safe = replaceHidden(text.replaceAll('\\', '\\\\'), (character) =>
    [...new TextEncoder().encode(character)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''),
  )
  return `printf '%b' ${filled(safe, single)}`
}
