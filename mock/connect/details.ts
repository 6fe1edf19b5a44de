import { isObject, type Json } from '../../specs/json.ts'
import { encoded, type Shape } from './wire-format.ts'

/** `google.protobuf.Any` in JSON names its type by an address whose last segment is the full name. */
const TYPE = '@type'

/** The details that refusals carry, by full name: google/rpc/error_details.proto of googleapis. */
const shapes: Readonly<Record<string, Shape>> = {
  'google.rpc.BadRequest': { fieldViolations: { number: 1, of: { field: { number: 1 }, description: { number: 2 } } } },
  'google.rpc.ResourceInfo': { resourceType: { number: 1 }, resourceName: { number: 2 }, owner: { number: 3 }, description: { number: 4 } },
  'google.rpc.PreconditionFailure': { violations: { number: 1, of: { type: { number: 1 }, subject: { number: 2 }, description: { number: 3 } } } },
  'google.rpc.QuotaFailure': { violations: { number: 1, of: { subject: { number: 1 }, description: { number: 2 } } } },
}

/**
 * Details of google.rpc.Status in JSON as the Connect protocol sends them: each message in binary form as base64 without
 * padding, and beside it what it says (https://connectrpc.com/docs/protocol#error-end-stream). One of a type whose numbers are
 * not known here is left out: without content, it would say something else.
 */
export function connectDetails(details: readonly Json[]): readonly Json[] {
  return details.flatMap((detail) => {
    if (!isObject(detail) || typeof detail[TYPE] !== 'string') return [detail]
    const { [TYPE]: address, ...debug } = detail
    const type = address.slice(address.lastIndexOf('/') + 1)
    const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined
    return shape === undefined ? [] : [{ type, value: encoded(shape, debug).toString('base64').replace(/=+$/, ''), debug }]
  })
}
