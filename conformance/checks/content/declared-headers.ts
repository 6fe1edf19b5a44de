import { follow } from '../../../specs/document.ts'
import { isObject, pointer } from '../../../specs/json.ts'
import type { JsonObject } from '../../../specs/json.ts'

/** A header field that the document declares for one answer. */
export interface DeclaredHeader {
  /** In lower case. */
  readonly name: string
  /** JSON pointer of its schema. */
  readonly schema: string | undefined
  readonly required: boolean
}

/** Header fields of one status of one operation. Content-Type is declared elsewhere (OpenAPI 3.1, response object). */
export function declaredHeaders(document: JsonObject, operation: string, status: number): readonly DeclaredHeader[] {
  const where = placeOf(document, operation)
  const response = where === undefined ? undefined : follow(document, `${where}/responses/${status}`)
  const headers = response?.value['headers']
  if (response === undefined || !isObject(headers)) return []
  return Object.keys(headers).flatMap((name) => {
    const found = follow(document, response.where + pointer(['headers', name]))
    if (found === undefined || name.toLowerCase() === 'content-type') return []
    const schema = isObject(found.value['schema']) ? `${found.where}/schema` : undefined
    return [{ name: name.toLowerCase(), schema, required: found.value['required'] === true }]
  })
}

/** JSON pointer of the operation with this id. */
function placeOf(document: JsonObject, operation: string): string | undefined {
  const paths = isObject(document['paths']) ? document['paths'] : {}
  for (const path of Object.keys(paths)) {
    const item = follow(document, pointer(['paths', path]))
    for (const [method, found] of Object.entries(item?.value ?? {}))
      if (item !== undefined && isObject(found) && found['operationId'] === operation) return `${item.where}/${method}`
  }
  return undefined
}
