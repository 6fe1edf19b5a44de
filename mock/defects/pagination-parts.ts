import type { OperationBehaviour, Paging } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, withAt, type Json } from '../../specs/json.ts'
import type { Call, Outcome, Respond, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import { behaviourOf } from './parts.ts'

/** A request for a page, and what was answered. */
export interface Asked {
  readonly call: Call
  readonly around: Surroundings
  readonly respond: Respond
  readonly behaviour: OperationBehaviour
  readonly paging: Paging
  readonly query: URLSearchParams
  /** The cursor that was sent. */
  readonly cursor: string | undefined
}

/** Answers requests for lists in pages in another way. */
export function onPages(answer: (outcome: Outcome, asked: Asked) => Outcome): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    const behaviour = behaviourOf(call)
    if (behaviour?.action !== 'list' || behaviour.paging === undefined) return outcome
    const query = new URLSearchParams(call.target.split('?')[1])
    return answer(outcome, { call, around, respond, behaviour, paging: behaviour.paging, query, cursor: query.get(behaviour.paging.cursor) ?? undefined })
  }
}

/** A page as its answer tells it. */
export interface Page {
  readonly items: readonly Json[]
  readonly more: Json | undefined
  readonly next: Json | undefined
}

/** The page in an answer; undefined where it was refused. */
export function pageIn({ reply }: Outcome, { behaviour, paging }: Asked): Page | undefined {
  const items = reply.refusal === undefined ? at(reply.body, behaviour.items ?? '') : undefined
  return Array.isArray(items) ? { items: items as readonly Json[], more: at(reply.body, paging.more), next: at(reply.body, paging.next) } : undefined
}

/** The answer with parts of its page edited. */
export function withPage(outcome: Outcome, { behaviour, paging }: Asked, edited: { items?: readonly Json[]; more?: boolean; next?: string | null }): Outcome {
  let body: Json = outcome.reply.body ?? {}
  if (edited.items !== undefined) body = withAt(body, behaviour.items ?? '', edited.items)
  if (edited.more !== undefined) body = withAt(body, paging.more, edited.more)
  if (edited.next !== undefined) body = withAt(body, paging.next, edited.next)
  return { ...outcome, reply: { ...outcome.reply, body } }
}

/** Edits the pages that are answered. */
export function editPages(edit: (page: Page, asked: Asked) => { items?: readonly Json[]; more?: boolean; next?: string | null } | undefined): Defect['wrap'] {
  return onPages((outcome, asked) => {
    const page = pageIn(outcome, asked)
    const edited = page && edit(page, asked)
    return edited === undefined ? outcome : withPage(outcome, asked, edited)
  })
}

/** What is answered to the same request with other query parameters; null leaves one out. */
export function askedAs({ call, around, respond, query }: Asked, changes: Readonly<Record<string, string | null>>): Outcome {
  const asked = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes))
    if (value === null) asked.delete(name)
    else asked.set(name, value)
  const [path = ''] = call.target.split('?')
  return respond({ ...call, target: asked.size === 0 ? path : `${path}?${asked.toString()}` }, around)
}

/** The items of all pages. */
export function everything(asked: Asked): readonly Json[] {
  const { paging } = asked
  const items: Json[] = []
  for (let cursor: string | null = null; ;) {
    const page = pageIn(askedAs(asked, { [paging.limit.parameter]: String(paging.limit.max), [paging.cursor]: cursor }), asked)
    items.push(...(page?.items ?? []))
    if (typeof page?.next !== 'string') return items
    cursor = page.next
  }
}

/** Whose list is meant: two requests with the same answer here walk through the same list. */
export function walkerOf({ call, query, paging }: Asked): string {
  const filters = new URLSearchParams(query)
  for (const name of [paging.cursor, paging.limit.parameter]) filters.delete(name)
  return JSON.stringify([call.target.split('?')[0], filters.toString(), call.header('authorization')])
}

/** True where lists come in pages and can be filtered. */
export function filtersPages({ operations }: Contract): boolean {
  return [...operations.values()].some(({ behaviour }) => behaviour?.paging !== undefined && behaviour.filters !== undefined)
}
