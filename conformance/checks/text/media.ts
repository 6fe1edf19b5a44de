import { essenceOf, isJson } from '../../../specs/media-type.ts'
import type { Shown } from '../../../specs/behaviour.ts'
import type { Operation } from '../../../specs/contract.ts'

/** Names of one and the same media type (RFC 9512 section 2.1). */
const yaml = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml']

/** True where two media types are the same, by this or another of its names. Parameters do not count. */
export function isAlike(one: string, other: string): boolean {
  const [first, second] = [essenceOf(one), essenceOf(other)]
  return first === second || (yaml.includes(first) && yaml.includes(second))
}

/** The media type of an operation's success, where it is no JSON. */
export function textTypeOf({ responses }: Operation): string | undefined {
  const success = [...responses.values()].find(({ status }) => status >= 200 && status < 300)?.mediaType
  return success === undefined || isJson(success) ? undefined : success
}

/** True where the body of a request, or of a success where there is none, is a text that is no JSON. */
export function isTextual(operation: Operation): boolean {
  const { requestBody } = operation
  return requestBody === undefined ? textTypeOf(operation) !== undefined : !isJson(requestBody.mediaType)
}

/** JSON pointer into an operation's answer at which it shows this field; undefined where it does not. */
export function shownFrom({ behaviour }: Operation, field: string): string | undefined {
  return Object.entries(behaviour?.shows ?? {}).find(([, shown]) => tells(shown, field))?.[0]
}

/** True where a value is this field, or may be. */
export function tells({ field: own, first = [] }: Shown, field: string): boolean {
  return own === field || first.some((one) => tells(one, field))
}
