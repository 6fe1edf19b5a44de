import { at, type Json } from '../../specs/json.ts'
import { parsed } from './flow.ts'
import type { Template } from './program.ts'

/** A template as text, its variables in double braces, which most tools read so. */
export function templated(template: Template, write: (text: string) => string): string {
  return template.map((part) => (typeof part === 'string' ? write(part) : `{{${part.variable}}}`)).join('')
}

/** What stands at a place of a JSON body: a text, which may hold variables, or any other value; undefined where there is nothing. */
export function valueIn(body: Template | undefined, where: string): { readonly text: Template } | { readonly value: Exclude<Json, string> } | undefined {
  // Characters that no JSON text holds by itself mark where variables stand.
  const text = (body ?? []).map((part) => (typeof part === 'string' ? part : `\\u0001${part.variable}\\u0002`)).join('')
  const value = at(parsed(text), where)
  if (value === undefined) return undefined
  if (typeof value !== 'string') return { value }
  const [first = '', ...rest] = value.split('\u0001')
  const parts = rest.flatMap((part): Template => [{ variable: part.slice(0, part.indexOf('\u0002')) }, part.slice(part.indexOf('\u0002') + 1)])
  return { text: [first, ...parts].filter((part) => part !== '') }
}
