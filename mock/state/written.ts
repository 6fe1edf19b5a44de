import { isRecord } from './shapes.ts'

/** The object that a file holds as JSON. `failure` makes what is thrown of what is wrong. */
export function objectIn(text: string, failure: (detail: string) => RangeError): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch (error) {
    throw failure(`it is not JSON (${error instanceof Error ? error.message : String(error)}).`)
  }
  throw failure('it is not a JSON object.')
}
