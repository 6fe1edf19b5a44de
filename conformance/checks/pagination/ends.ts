import { succeeded } from '../../history.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { all } from '../../need.ts'
import { cursorIn, gather, pagePlan, pages } from './pages.ts'
import { at } from '../../../specs/json.ts'
import type { Paging } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Monitor } from '../../monitor.ts'

/** Pages of one item each that are asked for beyond the first. */
const steps = 3

const endSignal = monitor({
  id: 'page.end-signal',
  each: 'resource',
  needs: (reading) => all({ list: pages(reading) }),
  drive: async (api, { list }) => {
    const params = await gather(api, list, 2)
    let cursor: string | undefined
    for (let step = 0; step <= steps; step += 1) {
      cursor = cursorIn(list.paging, await api.send('page', pagePlan(list, { params, limit: 1, ...(cursor !== undefined && { cursor }) })))
      if (cursor === undefined) break
    }
    await api.send('whole', pagePlan(list, { params, limit: list.paging.limit.max }))
  },
  judge: (trace, { list: { id, paging } }) =>
    everyAnswer(trace, (answer, exchange) => {
      if (exchange.operation !== id || exchange.request.method !== 'GET' || !succeeded(exchange)) return undefined
      return disagreement(paging, answer.json, sentCursor(paging, exchange)) ?? 'kept'
    }),
})

/** What a page says of its end that does not fit together; undefined where it does. `sent` is the cursor that asked for the page. */
export function disagreement(paging: Paging, page: Json | undefined, sent?: string): { readonly expected: string; readonly actual: string } | undefined {
  const [more, next] = [at(page, paging.more), at(page, paging.next)]
  if (typeof more !== 'boolean') return { expected: `true or false at ${paging.more}`, actual: JSON.stringify(more) ?? 'nothing' }
  const goesOn = typeof next === 'string' && next !== ''
  if (more && !goesOn) return { expected: `a cursor at ${paging.next} of a page that others follow`, actual: JSON.stringify(next) ?? 'nothing' }
  if (!more && next !== undefined && next !== null && next !== '')
    return { expected: `no cursor at ${paging.next} of the last page`, actual: JSON.stringify(next) }
  return goesOn && next === sent ? { expected: 'the cursor of another page', actual: 'the very cursor that asked for this one' } : undefined
}

function sentCursor({ cursor }: Paging, { request }: Exchange): string | undefined {
  return new URLSearchParams(request.target.split('?')[1]).get(cursor) ?? undefined
}

export const endMonitors: readonly Monitor[] = [endSignal]
