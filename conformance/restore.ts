import { answerOf } from './history.ts'
import { operationFor } from './resources.ts'
import { shapeAt } from './generate/shape.ts'
import { sameJson } from './judge/view.ts'
import { at } from '../specs/json.ts'
import type { Json } from '../specs/json.ts'
import type { Handle } from './api.ts'
import type { Session } from './session.ts'

/** Gives a resource that the run did not make the fields back that it had when the run first borrowed it. */
export async function restore(session: Session, resource: string): Promise<void> {
  const given = session.given.get(resource)
  if (given?.before !== undefined) await restoreTo(session, { handle: given.handle, before: given.before })
}

/** Gives a resource the fields back that it had before, as far as an update can. */
export async function restoreTo(session: Session, { handle, before }: { readonly handle: Handle; readonly before: Json }): Promise<void> {
  const { contract } = session.options
  const { params, resource } = handle
  const read = operationFor(contract, resource, 'read')
  const update = operationFor(contract, resource, 'update')
  if (read === undefined || update?.requestBody === undefined) return
  const now = answerOf(await session.tidy({ operation: read.id, params }))?.json
  const body: Record<string, Json> = {}
  for (const name of shapeAt(contract.document, update.requestBody.schema)?.properties.keys() ?? []) {
    const [was, is] = [before, now].map((view) => at(view, `/${name}`))
    if (was !== undefined && !sameJson(was, is)) body[name] = was
  }
  if (Object.keys(body).length > 0) await session.tidy({ operation: update.id, params, body })
}
