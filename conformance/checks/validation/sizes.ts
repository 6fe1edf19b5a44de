import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { deep } from '../../generate/raw.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { freeTextOf, readBack, writerOf } from './free-text.ts'
import { memberOf } from './places.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { FreeText } from './free-text.ts'

/** Longest that an answer may take, in milliseconds of our clock: a client gives up soon after. */
const patience = 10_000

/** Sizes in characters, and depths in levels. The largest are beyond what any cluster needs and below what harms a server. */
const sizes = ['text of 65,537', 'text of 1,100,000', 'depth of 100', 'depth of 10,000', 'object of 5,000 members'] as const
export type Size = (typeof sizes)[number]

export const sizeDepth = check({
  id: 'val.size-depth',
  cost: 'mutating',
  each: 'first',
  runs: 1,
  needs: freeTextOf,
  scenario: () => every(sizes),
  drive: async (api, place, chosen) => {
    const write = await writerOf(api, place)
    for (const size of chosen) {
      await write(`plain before ${size}`, 'plain')
      await write(size, textOf(size), (body) => ({ ...writingOf(size, { body, place }), mayBeLost: true }))
    }
    await write('plain at the end', 'plain')
  },
  judge: (history, place, chosen) => allOf(chosen.map((size) => judged(history, place, size))),
})

function textOf(size: Size): string {
  const length = Number(size.replaceAll(/\D/g, ''))
  return size.startsWith('text') ? 'a'.repeat(length) : 'plain'
}

function writingOf(
  size: Size,
  { body, place }: { readonly body: JsonObject; readonly place: FreeText },
): { readonly body: JsonObject } | { readonly raw: string | Uint8Array } {
  if (size.startsWith('text')) return { body }
  const number = Number(size.replaceAll(/\D/g, ''))
  const field = memberOf(place.place)
  if (size.startsWith('depth')) return { raw: deep(number, { of: body, field })[1]?.raw ?? '' }
  return { body: { ...body, [field]: Object.fromEntries(Array.from({ length: number }, (_, index) => [`m${index}`, 1])) } }
}

function judged(history: History, place: FreeText, size: Size): Judgement {
  const [plain, write, read] = [history.find(`plain before ${size}`), history.find(size), history.find(`${size}, read`) ?? history.find('plain at the end')]
  if (!succeeded(plain)) return unclear(`there is no positive control: a plain text got ${told(plain)}`)
  if (write === undefined) return unclear('it was never sent')
  if (!succeeded(read)) return broken('the next request is served as ever', told(read), size)
  const status = answerOf(write)?.status
  if (status === undefined) return kept
  if (status >= 500) return broken('an answer without a server error', told(write), size)
  if (write.received - write.sent > patience) return broken(`an answer within ${patience / 1000} seconds`, 'it took longer', size)
  const shown = place.action === 'update' || succeeded(write) ? readBack(history, place, size) : undefined
  const length = typeof shown === 'string' ? shown.length : undefined
  if (succeeded(write))
    return !size.startsWith('text') || shown === textOf(size)
      ? kept
      : broken('all of an accepted text is stored', `${length ?? 'no'} characters of it are`, `${size}, read`)
  return place.action === 'create' || shown === 'plain'
    ? kept
    : broken('nothing of a refused body is stored', `${told(write)}, and yet it reads back otherwise`, size)
}
