import { isObject, type Json, type JsonObject } from '../../specs/json.ts'

/** A message type as far as it is written here: texts and messages, single or repeated, by their JSON names. */
export interface Shape {
  readonly [member: string]: { readonly number: number; readonly of?: Shape }
}

/** Wire type 2 of protobuf: a length, then as many bytes (https://protobuf.dev/programming-guides/encoding). */
const LENGTH_DELIMITED = 2

/** A message in protobuf's binary form, fields by their numbers. What the shape does not name is left out, and so are empty texts. */
export function encoded(shape: Shape, message: JsonObject): Buffer {
  const fields = Object.entries(shape).toSorted(([, one], [, other]) => one.number - other.number)
  return Buffer.concat(
    fields.flatMap(([name, { number, of }]) => {
      const value = Object.hasOwn(message, name) ? message[name] : undefined
      if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => field(number, bytesOf(item, of)))
      return value === '' ? [] : field(number, bytesOf(value, of))
    }),
  )
}

function bytesOf(value: Json | undefined, of: Shape | undefined): Buffer | undefined {
  if (of !== undefined) return isObject(value) ? encoded(of, value) : undefined
  return typeof value === 'string' ? Buffer.from(value) : undefined
}

function field(number: number, bytes: Buffer | undefined): readonly Buffer[] {
  return bytes === undefined ? [] : [varint(number * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes]
}

/** Seven bits a byte, the lowest first; all but the last byte have their highest bit set. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80)
  return Buffer.from([...bytes, rest])
}
