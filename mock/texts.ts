import type { Json } from '../specs/json.ts'

/** How many texts are kept, and how long the longest of them may be: a megabyte in all. */
const MOST = 256
const LONGEST = 4096

const texts = new Map<Json, string>()

/**
 * The JSON text of a body that a read shows. Whoever polls reads the same again and again, and what stands still is represented by the
 * same value each time: the texts of the last ones are kept.
 */
export function textOf(body: Json): string {
  const known = texts.get(body)
  if (known !== undefined) return known
  const text = JSON.stringify(body)
  if (text.length <= LONGEST) {
    if (texts.size >= MOST) texts.clear()
    texts.set(body, text)
  }
  return text
}
