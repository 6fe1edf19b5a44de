import type { Operation } from '../../specs/contract.ts'
import { at } from '../../specs/json.ts'
import type { Body } from '../call.ts'
import type { Codec } from './codec.ts'

/**
 * What stands in the path of the same operation over REST, taken from the message. A member that is missing, or no text, is
 * the empty text that protobuf takes it for; the message itself stays as it was, for the engine to judge.
 */
export function paramsOf({ behaviour }: Operation, body: Body, codec: Codec | undefined): Readonly<Record<string, string>> {
  const binds = Object.entries(behaviour?.binds ?? {})
  if (binds.length === 0) return {}
  const message = body.kind === 'bytes' ? codec?.decode(body.bytes) : undefined
  return Object.fromEntries(
    binds.map(([name, place]) => {
      const value = at(message, place)
      return [name, typeof value === 'string' ? value : '']
    }),
  )
}
