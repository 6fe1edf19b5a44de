import type { Json } from '../../specs/json.ts'

/** A text that its schema has judged; empty where there is none. */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** A list of texts that its schema has judged. */
export function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map((item: Json) => text(item)) : []
}
