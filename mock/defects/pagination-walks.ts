import type { Outcome } from '../call.ts'
import type { Defect } from '../defect.ts'
import { refuse } from '../refuse.ts'
import { askedAs, everything, filtersPages, onPages, pageIn, walkerOf, withPage } from './pagination-parts.ts'
import type { Asked } from './pagination-parts.ts'

/** What becomes of a walk through pages when something changes on the way. */
export const walkDefects: readonly Defect[] = [
  {
    id: 'page.size-bound',
    violates: 'page.params-bound',
    sentence: 'Refuses a cursor together with another page size than the one before.',
    wrap: sizeBound(),
  },
  {
    id: 'page.forgets-filters',
    violates: 'page.params-bound',
    sentence: 'Begins anew where a cursor comes with other filters.',
    applies: filtersPages,
    wrap: onPages((outcome, asked) => (outcome.reply.refusal === 'malformed-cursor' ? askedAs(asked, { [asked.paging.cursor]: null }) : outcome)),
  },
  {
    id: 'page.cursor-spent',
    violates: 'page.repeatable',
    sentence: 'Lets a cursor be used once.',
    wrap: spent(),
  },
  {
    id: 'page.walks-mixed',
    violates: 'page.repeatable',
    sentence: 'Keeps the place of a walk for each caller, so that whatever cursor comes back goes on from the last page shown.',
    wrap: mixed(),
  },
  {
    id: 'page.counts',
    violates: 'page.stable-under-change',
    sentence: 'Begins a page after as many items as were shown before, wherever those are by now.',
    wrap: counted(),
  },
]

function malformed({ call, paging }: Asked): Outcome {
  return {
    reply: refuse(call.contract, { refusal: 'malformed-cursor', detail: 'the cursor is not one of this list', path: ['query', paging.cursor] }),
    changes: [],
  }
}

function sizeBound(): Defect['wrap'] {
  return (respond, contract) => {
    const sizes = new Map<string, string | null>()
    return onPages((outcome, asked) => {
      const size = asked.query.get(asked.paging.limit.parameter)
      const { cursor } = asked
      if (cursor !== undefined && sizes.has(cursor) && sizes.get(cursor) !== size) return malformed(asked)
      const next = pageIn(outcome, asked)?.next
      if (typeof next === 'string') sizes.set(next, size)
      return outcome
    })(respond, contract)
  }
}

function spent(): Defect['wrap'] {
  return (respond, contract) => {
    const used = new Set<string>()
    return onPages((outcome, asked) => {
      if (asked.cursor === undefined || outcome.reply.refusal !== undefined) return outcome
      const key = `${asked.cursor} ${walkerOf(asked)}`
      if (used.has(key)) return malformed(asked)
      used.add(key)
      return outcome
    })(respond, contract)
  }
}

function mixed(): Defect['wrap'] {
  return (respond, contract) => {
    const places = new Map<string, string>()
    return onPages((outcome, asked) => {
      const walker = walkerOf(asked)
      const place = places.get(walker)
      const moved = asked.cursor === undefined || place === undefined || outcome.reply.refusal !== undefined
      const answer = moved ? outcome : askedAs(asked, { [asked.paging.cursor]: place })
      const next = pageIn(answer, asked)?.next
      if (typeof next === 'string') places.set(walker, next)
      return answer
    })(respond, contract)
  }
}

function counted(): Defect['wrap'] {
  return onPages((outcome, asked) => {
    const { parameter, default: usual } = asked.paging.limit
    const shown = asked.cursor === undefined ? 0 : Number(/^after-(\d+)$/.exec(asked.cursor)?.[1] ?? Number.NaN)
    const first = asked.cursor === undefined ? outcome : askedAs(asked, { [asked.paging.cursor]: null })
    if (Number.isNaN(shown) || first.reply.refusal !== undefined) return outcome
    const items = everything(asked)
    const end = shown + Number(asked.query.get(parameter) ?? usual)
    return withPage(first, asked, { items: items.slice(shown, end), more: end < items.length, next: end < items.length ? `after-${end}` : null })
  })
}
