import type { Json } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import { refuse } from '../refuse.ts'
import { knowsStranger } from './applies.ts'
import { elsewhere } from './list.ts'
import { sceneOf } from './lifecycle-parts.ts'
import { withToken } from './auth-parts.ts'
import { withParams } from './parts.ts'
import { askedAs, editPages, onPages, pageIn, withPage } from './pagination-parts.ts'
import { walkDefects } from './pagination-walks.ts'

/** What pages hold, and what their cursors and sizes stand for. */
export const paginationDefects: readonly Defect[] = [
  {
    id: 'page.loses-border',
    violates: 'page.concat-equals-full',
    sentence: 'Leaves the first item of every page but the first out.',
    wrap: editPages(({ items }, { cursor }) => (cursor === undefined ? undefined : { items: items.slice(1) })),
  },
  {
    id: 'page.doubles-border',
    violates: 'page.concat-equals-full',
    sentence: 'Begins every page with the item that the page before it ended with.',
    wrap: doubled(),
  },
  {
    id: 'page.ends-early',
    violates: 'page.concat-equals-full',
    sentence: 'Says of the first page that there is no more, however much there is.',
    wrap: editPages((_, { cursor }) => (cursor === undefined ? { more: false, next: null } : undefined)),
  },
  {
    id: 'page.ignores-limit',
    violates: 'page.size-rules',
    sentence: 'Answers with pages of the usual size, whatever size was asked for.',
    wrap: onPages((outcome, asked) => (outcome.reply.refusal === undefined ? askedAs(asked, { [asked.paging.limit.parameter]: null }) : outcome)),
  },
  {
    id: 'page.one-too-many',
    violates: 'page.size-rules',
    sentence: 'Puts one item more on a page than was asked for.',
    wrap: onPages((outcome, asked) => {
      const { parameter, max } = asked.paging.limit
      const limit = Number(asked.query.get(parameter))
      return outcome.reply.refusal === undefined && limit > 0 && limit < max ? askedAs(asked, { [parameter]: String(limit + 1) }) : outcome
    }),
  },
  {
    id: 'page.limit-crashes',
    violates: 'page.size-rules',
    sentence: 'Answers with a server error to a limit that is none.',
    wrap: onPages((outcome, { call, query, paging }) =>
      outcome.reply.refusal === 'invalid-parameter' && query.has(paging.limit.parameter)
        ? { reply: refuse(call.contract, { refusal: 'internal', detail: 'it crashed' }), changes: [] }
        : outcome,
    ),
  },
  {
    id: 'page.limit-otherwise',
    violates: 'page.size-rules',
    sentence: 'Refuses a limit outside its bounds where it is documented to be set right, and the other way round.',
    applies: ({ operations }) => [...operations.values()].some(({ behaviour }) => behaviour?.paging?.outside.basis === 'documented'),
    wrap: onPages((outcome, asked) => {
      const { parameter, min, max } = asked.paging.limit
      const limit = Number(asked.query.get(parameter) ?? min)
      if (Number.isNaN(limit) || (limit >= min && limit <= max)) return outcome
      if (asked.paging.outside.policy === 'refuse') return askedAs(asked, { [parameter]: null })
      return { reply: refuse(asked.call.contract, { refusal: 'invalid-parameter', detail: `${parameter} is none` }), changes: [] }
    }),
  },
  {
    id: 'page.more-for-ever',
    violates: 'page.end-signal',
    sentence: 'Says of the last page too that there is more.',
    wrap: editPages(({ more }) => (more === false ? { more: true } : undefined)),
  },
  {
    id: 'page.cursor-on-last',
    violates: 'page.end-signal',
    sentence: 'Has a cursor on the last page, of which it says that there is no more.',
    wrap: editPages(({ next }) => (next === null ? { next: 'bm90aGluZw' } : undefined)),
  },
  {
    id: 'page.goes-round',
    violates: 'page.end-signal',
    sentence: 'Has the last page point to itself.',
    wrap: editPages(({ more }, { cursor }) => (more === false && cursor !== undefined ? { more: true, next: cursor } : undefined)),
  },
  {
    id: 'page.cursor-crashes',
    violates: 'page.token-tamper',
    sentence: 'Answers with a server error to a cursor that it cannot read.',
    wrap: onPages((outcome, { call }) =>
      outcome.reply.refusal === 'malformed-cursor' ? { reply: refuse(call.contract, { refusal: 'internal', detail: 'it crashed' }), changes: [] } : outcome,
    ),
  },
  {
    id: 'page.cursor-opens-all',
    violates: 'page.token-tamper',
    sentence: 'Answers a cursor that it cannot read with the resources of every tenant.',
    applies: knowsStranger,
    wrap: onPages((outcome, asked) => {
      if (outcome.reply.refusal !== 'malformed-cursor') return outcome
      const first = askedAs(asked, { [asked.paging.cursor]: null })
      const [scene, page] = [sceneOf(asked.call, asked.around), pageIn(first, asked)]
      return scene === undefined || page === undefined ? outcome : withPage(first, asked, { items: [...elsewhere(scene), ...page.items] })
    }),
  },
  {
    id: 'page.cursor-carries-tenant',
    violates: 'page.token-authz',
    sentence: 'Shows whoever brings a cursor the list of the tenant that it was made for.',
    applies: knowsStranger,
    wrap: onPages((outcome, { call, around, respond }) => {
      if (outcome.reply.refusal !== 'malformed-cursor') return outcome
      const owners = Object.values(call.contract.behaviour.seed.principals)
      const shown = owners.map(({ token, params }) => respond(withToken(withParams(call, params), token), around))
      return shown.find(({ reply }) => reply.refusal === undefined) ?? outcome
    }),
  },
  ...walkDefects,
]

function doubled(): Defect['wrap'] {
  return (respond, contract) => {
    const last = new Map<string, Json>()
    return editPages(({ items, next }, { cursor }) => {
      const [end] = items.slice(-1)
      if (typeof next === 'string' && end !== undefined) last.set(next, end)
      const before = cursor === undefined ? undefined : last.get(cursor)
      return before === undefined ? undefined : { items: [before, ...items] }
    })(respond, contract)
  }
}
