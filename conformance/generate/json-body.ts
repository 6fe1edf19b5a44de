import type { Operation } from '../../specs/contract.ts'

/** The request body of an operation, where it is JSON (RFC 6839 section 3.1 for other names of it); bodies of other kinds are not drawn. */
export function jsonBodyOf(operation: Pick<Operation, 'requestBody'> | undefined): Operation['requestBody'] {
  const body = operation?.requestBody
  return body !== undefined && /^[^;]*[/+]json\s*(?:;|$)/i.test(body.mediaType) ? body : undefined
}
