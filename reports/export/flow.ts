import { isObject, pointer } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'
import type { PrintedAnswer } from '../evidence.ts'
import type { Capture } from './program.ts'

/** A value that an answer told, and where. */
export interface Told extends Pick<Capture, 'from'> {
  readonly value: string
  readonly step: number
}

/** What an answer tells that a later request may use: texts of its body, its entity tag. */
export function toldIn(answer: PrintedAnswer, step: number): readonly Told[] {
  const tag = answer.headers.find(([name]) => name === 'etag')
  const texts: Told[] = tag === undefined ? [] : [{ value: tag[1], step, from: { header: 'etag' } }]
  const visit = (value: Json, path: readonly (string | number)[]): void => {
    if (typeof value === 'string') texts.push({ value, step, from: { json: pointer(path) } })
    else if (Array.isArray(value)) (value as readonly Json[]).forEach((item, index) => visit(item, [...path, index]))
    else if (isObject(value)) for (const [name, member] of Object.entries(value)) visit(member, [...path, name])
  }
  const json = parsed(answer.body)
  if (json !== undefined) visit(json, [])
  return texts
}

/** Texts of a request's body. */
export function textsIn(body: string | undefined): readonly string[] {
  return body === undefined ? [] : toldIn({ status: 0, headers: [], body, bytes: 0, utf8: true }, 0).map(({ value }) => value)
}

export function parsed(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text)
    return json
  } catch {
    return undefined
  }
}
