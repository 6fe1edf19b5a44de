import { answerOf, succeeded } from './history.ts'
import { operationOf } from './subject/address.ts'
import { at, withAt } from '../specs/json.ts'
import type { OperationBehaviour } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import type { Json } from '../specs/json.ts'
import type { RequestPlan } from './api.ts'
import type { Answer, Exchange } from './history.ts'
import type { Session } from './session.ts'

/** A list that is longer is not followed further: nobody would wait for it. */
const mostPages = 200

/** Sends a request; where it asks for a list in pages, all of them, joined into one exchange. */
export async function wholeList(
  session: Pick<Session, 'send' | 'options'>,
  { label, plan }: { readonly label: string; readonly plan: RequestPlan },
  record: (exchange: Exchange) => void,
): Promise<Exchange> {
  const { contract } = session.options
  if (!isWhole(contract, plan)) return session.send(label, plan, record)
  let first: Exchange | undefined
  const held = (exchange: Exchange) => (exchange.label === label ? (first = exchange) : record(exchange))
  const answer = await session.send(label, plan, held).finally(() => first !== undefined && nextOf(contract, plan, first) === undefined && record(first))
  let next = nextOf(contract, plan, answer)
  if (next === undefined) return answer
  const pages: [Exchange, ...Exchange[]] = [answer]
  record({ ...answer, label: `${label} (page 1)` })
  while (next !== undefined && pages.length < mostPages) {
    const page = await session.send(`${label} (page ${pages.length + 1})`, next, record)
    pages.push(page)
    next = nextOf(contract, plan, page)
  }
  const joined = join(operationOf(contract, plan).behaviour, pages)
  record(joined)
  return joined
}

function isWhole(contract: Contract, plan: RequestPlan): boolean {
  const { behaviour } = operationOf(contract, plan)
  if (behaviour?.paging === undefined || plan.method !== undefined || plan.path !== undefined || plan.raw !== undefined) return false
  const asked = new URLSearchParams(plan.query)
  return !asked.has(behaviour.paging.cursor) && !asked.has(behaviour.paging.limit.parameter)
}

/** The plan of the page that a page says comes next. */
export function nextOf(contract: Contract, plan: RequestPlan, page: Exchange): RequestPlan | undefined {
  const { behaviour } = operationOf(contract, plan)
  const cursor = behaviour?.paging === undefined || !succeeded(page) ? undefined : at(answerOf(page)?.json, behaviour.paging.next)
  if (behaviour?.paging === undefined || typeof cursor !== 'string' || cursor === '') return undefined
  const query = new URLSearchParams(plan.query)
  query.set(behaviour.paging.cursor, cursor)
  return { ...plan, query: query.toString() }
}

/** One answer with the items of all pages; the last page's where that was refused, because then the list is not known. */
function join(behaviour: OperationBehaviour | undefined, pages: readonly [Exchange, ...Exchange[]]): Exchange {
  const [first] = pages
  const last = pages.at(-1) ?? first
  const answer = answerOf(last)
  if (answer === undefined || !succeeded(last)) return { ...last, label: first.label }
  const items = pages.flatMap((page): readonly Json[] => {
    const found = at(answerOf(page)?.json, behaviour?.items ?? '')
    return Array.isArray(found) ? (found as readonly Json[]) : []
  })
  const json = withAt(answer.json, behaviour?.items ?? '', items)
  const response: Answer = { ...answer, json, body: JSON.stringify(json) }
  return { ...last, label: first.label, request: first.request, outcome: { kind: 'answered', response } }
}
