import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { itemsAt } from '../sight.ts'
import { cursorIn, idsIn } from './pages.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Pages } from './pages.ts'

type Looked = Pick<Pages, 'items' | 'type' | 'paging'>

/** Identifiers that stand in the whole list on both sides of some steps; undefined where one of them was refused. */
export function lasting({ items, type }: Looked, history: History, steps?: string): ReadonlySet<string> | undefined {
  const [before, after] = ['before', 'after'].map((side) => history.find(steps === undefined ? side : `${side} ${steps}`))
  if (!succeeded(before) || !succeeded(after)) return undefined
  const later = new Set(idsIn(type, items, after))
  return new Set(idsIn(type, items, before).filter((id) => later.has(id)))
}

/** True where the whole list was the same before and after. */
export function isQuiet({ items, type }: Looked, history: History): boolean {
  const [before, after] = ['before', 'after'].map((label) => idsIn(type, items, history.find(label)).join('\n'))
  return before === after
}

/** Judges that a walk came to its end, and that its pages hold each of these once and nothing twice. */
export function complete(list: Looked, walked: readonly Exchange[], expected: ReadonlySet<string>): Judgement {
  const [first] = walked
  const last = walked.at(-1)
  if (first === undefined || last === undefined || !succeeded(first)) return unclear(`there is no first page: ${told(first)}`)
  if (!succeeded(last)) return broken('a page for the cursor that was handed out', told(last), last.label)
  if (cursorIn(list.paging, last) !== undefined) return broken('an end of the list', `a further page after ${walked.length}`, last.label)
  const seen = walked.flatMap((page) => idsIn(list.type, list.items, page))
  const double = seen.find((id, index) => seen.indexOf(id) !== index)
  if (double !== undefined) return broken('each item on one page', `${double} on ${seen.filter((id) => id === double).length}`, last.label)
  const missing = [...expected].find((id) => !seen.includes(id))
  return missing === undefined ? kept : broken(`all ${expected.size} items`, `no ${missing} on ${walked.length} pages`, last.label)
}

/** Judges that a page holds no more than it may. */
export function within({ items }: Pick<Pages, 'items'>, page: Exchange | undefined, most: number): Judgement {
  if (page === undefined || !succeeded(page)) return unclear(`there is no page to be judged: ${told(page)}`)
  const found = itemsAt(page, items).length
  return found <= most ? kept : broken(`${most} items at most`, `${found}`, page.label)
}

/** Judges what came of a request that a server may refuse or make the best of: a refusal (4xx), or a page of these items at most. */
export function refusedOrOwn(
  list: Pick<Pages, 'items' | 'type'>,
  attempt: Exchange,
  own: { readonly visible?: ReadonlySet<string>; readonly most: number },
): Judgement {
  const status = answerOf(attempt)?.status
  if (status === undefined) return unclear(told(attempt))
  if (status >= 400 && status < 500) return kept
  if (!succeeded(attempt)) return broken('a refusal (4xx) or a page', told(attempt), attempt.label)
  const stranger = own.visible === undefined ? undefined : idsIn(list.type, list.items, attempt).find((id) => own.visible?.has(id) === false)
  return stranger === undefined
    ? within(list, attempt, own.most)
    : broken('a refusal (4xx) or a page of what the caller may see', `${stranger} on it`, attempt.label)
}
