import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { tagOf } from '../../judge/view.ts'
import { unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { begin, someOf, writable } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Writable } from './steps.ts'

/** A client that is told the current tag need not read again. Where it stands is the contract's own guess: any text will do. */
export const staleTellsCurrent = check({
  id: 'etag.stale-tells-current',
  cost: 'refused',
  each: 'resource',
  runs: 1,
  needs: telling,
  scenario: ({ field }) => someOf(field),
  drive: async (api, given, [first = null, second = null]) => {
    const steps = await begin(api, given, first)
    const stale = await steps.read('first read')
    await steps.write('fresh write', second, stale)
    await steps.read('before')
    await steps.write('stale write', first, stale)
    await steps.read('after')
  },
  judge: (history, given) => currentTold(history, given),
})

export function currentTold(
  history: History,
  { tag, refusal }: Pick<Writable, 'tag'> & { readonly refusal: Pick<Writable['refusal'], 'statuses'> },
): Judgement {
  const [stale, before, after] = ['first read', 'before', 'after'].map((label) => tagOf(tag, history.answer(label)))
  const refused = history.find('stale write')
  const answer = answerOf(refused)
  if (!succeeded(history.find('fresh write'))) return unclear(`a write on the current tag got ${told(history.find('fresh write'))}`)
  if (answer === undefined || !refusal.statuses.includes(answer.status)) return unclear(`a write on a stale tag got ${told(refused)}`)
  if (before === undefined || before !== after || before === stale) return unclear('what the current tag was is not known')
  if (texts(answer.json).some((text) => text === before || `"${text}"` === before)) return kept
  return broken(`the current tag, ${before}, in a text of its own`, 'no such text in the refusal', 'stale write')
}

/** Every text in a value. */
function texts(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((member: Json) => texts(member)) : []
}

function telling(reading: Reading): Need<Writable> {
  const need = writable(reading)
  const metadata = need.kind === 'met' ? Object.values(need.value.refusal.reply.metadata ?? {}) : []
  if (need.kind === 'met' && !metadata.some((text) => text.includes('{tag}')))
    return unmet('the contract does not say that a stale-tag refusal tells the current tag')
  return need
}
