import type { Reply } from '../call.ts'
import type { Context } from '../context.ts'
import type { Resource } from '../record.ts'
import { represent, tagOf, type Showing } from '../represent.ts'

/** The first 2xx status that the document declares for the operation. */
export function successOf({ operation }: Context): number {
  for (const status of operation.responses.keys()) if (status >= 200 && status < 300) return status
  return 200
}

/** An answer that shows one resource, with its tag where it has one. */
export function shown(context: Context, resource: Resource, showing: Showing = {}): Reply {
  const { moment } = context
  const tag = showing.shows === undefined && context.type.tag?.header === true ? tagOf(moment, resource, showing.fresh) : undefined
  const headers = { 'content-type': mediaType(context), ...(tag === undefined ? {} : { etag: tag }) }
  return { status: successOf(context), headers, body: represent(moment, resource, showing) }
}

export function mediaType({ moment }: Context): string {
  return moment.contract.behaviour.content.mediaTypes.response
}
