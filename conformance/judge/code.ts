import { codes } from '../../specs/connect.ts'
import { at } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'
import type { Answer } from '../history.ts'

const names = new Map([...codes.values()].map(({ name, status }) => [name, status]))

/** Statuses of HTTP itself, which google.rpc.Code has no number for: whoever answers with one may choose the code beside it. */
const ofHttp: readonly number[] = [405, 406, 408, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 428, 431, 502, 505, 511]

/** The code that a refusal's body tells at this place: a number or a name of google.rpc.Code, where it is one. */
export function codeIn(answer: Answer | undefined, place = '/code'): Json | undefined {
  return at(answer?.json, place)
}

/** The HTTP status of a code, by its number or by its name in the Connect protocol; undefined for what is no code. */
export function statusOfCode(code: Json | undefined): number | undefined {
  if (typeof code === 'number') return codes.get(code)?.status
  return typeof code === 'string' ? names.get(code) : undefined
}

/** The name of a code that is told as a number, as the Connect protocol spells it. */
export function nameOfCode(code: Json | undefined): string | undefined {
  return typeof code === 'number' ? codes.get(code)?.name : undefined
}

/** True where a code agrees with the status beside it, or HTTP alone has decided the status. */
export function agrees(code: Json | undefined, status: number): boolean {
  return ofHttp.includes(status) || statusOfCode(code) === status
}
