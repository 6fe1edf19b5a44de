import { isObject } from '../../../specs/json.ts'
import type { Json } from '../../../specs/json.ts'

/** How a value is written down. JSON knows no quotes, comments or marker of ours. */
export interface Style {
  readonly layout: 'block' | 'flow' | 'json'
  /** `plain`: without quotes where YAML allows it. */
  readonly quotes: 'plain' | 'single' | 'double'
  readonly crlf: boolean
  readonly comments: boolean
  /** A line `---` before the document. */
  readonly marker: boolean
}

/** A JSON value as YAML 1.2 that every reader takes alike. */
export function styled(value: Json, style: Style): string {
  const lines = style.layout === 'json' ? JSON.stringify(value, undefined, 2).split('\n') : decorated(value, style)
  return [...lines, ''].join(style.crlf ? '\r\n' : '\n')
}

function decorated(value: Json, style: Style): readonly string[] {
  const lines = style.layout === 'flow' ? [flow(value, style)] : block(value, style)
  const commented = lines.flatMap((line) => (/^\S+:$/.test(line) ? ['# Comments say nothing: "}', line] : [line]))
  return [...(style.marker ? ['---'] : []), ...(style.comments ? ['# A sample', ...commented] : lines)]
}

function block(value: Json, style: Style): readonly string[] {
  if (isEmpty(value)) return [Array.isArray(value) ? '[]' : '{}']
  if (isList(value)) return value.flatMap((item) => indented(block(item, style), '- '))
  if (!isObject(value)) return [scalar(value, style)]
  return Object.entries(value).flatMap(([key, member]) => {
    const lines = block(member, style)
    return isScalar(member) || isEmpty(member) ? [`${key}: ${lines.join('')}`] : [`${key}:`, ...indented(lines, '  ')]
  })
}

function indented(lines: readonly string[], first: string): readonly string[] {
  return lines.map((line, index) => `${index === 0 ? first : '  '}${line}`)
}

function flow(value: Json, style: Style): string {
  if (isList(value)) return `[${value.map((item) => flow(item, style)).join(', ')}]`
  if (!isObject(value)) return scalar(value, style)
  const members = Object.entries(value).map(([key, member]) => `${key}: ${flow(member, style)}`)
  return `{${members.join(', ')}}`
}

/** What may stand without quotes in any place and is text in YAML 1.1 and 1.2 alike. */
const unquoted = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z](?:[\w@:/.+=-]*[\w=])?$/i

function scalar(value: Json, { quotes }: Style): string {
  if (typeof value !== 'string' || quotes === 'double') return JSON.stringify(value)
  return quotes === 'plain' && unquoted.test(value) ? value : `'${value.replaceAll("'", "''")}'`
}

function isScalar(value: Json): boolean {
  return !isList(value) && !isObject(value)
}

function isEmpty(value: Json): boolean {
  return isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
