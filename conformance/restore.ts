import { answerOf } from './history.ts'
import { operationFor } from './resources.ts'
import { shapeAt } from './generate/shape.ts'
import { sameJson } from './judge/view.ts'
import { at } from '../specs/json.ts'
import type { Json } from '../specs/json.ts'
import type { Session } from './session.ts'

/** Gives a resource that the run did not make the fields back that it had when the run first borrowed it. */
export async function restore(session: Session, resource: string): Promise<void> {
  const given = session.given.get(resource)
  const { contract } = session.options
  const read = operationFor(contract, resource, 'read')
  const update = operationFor(contract, resource, 'update')
  if (given?.before === undefined || read === undefined || update?.requestBody === undefined) return
  const { params } = given.handle
  const now = answerOf(await session.tidy({ operation: read.id, params }))?.json
  const body: Record<string, Json> = {}
  for (const name of shapeAt(contract.document, update.requestBody.schema)?.properties.keys() ?? []) {
    const [was, is] = [given.before, now].map((view) => at(view, `/${name}`))
    if (was !== undefined && !sameJson(was, is)) body[name] = was
  }
  if (Object.keys(body).length > 0) await session.tidy({ operation: update.id, params, body })
}
