import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { bodyOf, idOf, listedSince } from './effects.ts'
import { making, provided } from './needs.ts'
import { Sender } from './steps.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Making } from './needs.ts'

export const requiredMissing = check({
  id: 'idem.required-missing',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      given: provided(making(reading), ({ keyed }) => keyed.presence === 'required', 'nothing that the run can make and delete needs a key'),
      missing: reading.refusal('missing-key'),
      malformed: reading.refusal('malformed-key'),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { given }) => {
    const sender = await Sender.begin(api, given)
    const [one, other] = [given.body(api), given.body(api)]
    await sender.keyless('without', one)
    await sender.send('empty', { body: other, lines: [[given.rules.header, '']] })
    await sender.send('control')
    await sender.end(one, other)
  },
  judge: (history, { given, missing, malformed }) => {
    const empty = given.rules.key.minLength > 0 ? [demanded(history, given, { label: 'empty', statuses: [...missing.statuses, ...malformed.statuses] })] : []
    return allOf([demanded(history, given, { label: 'without', statuses: missing.statuses }), ...empty])
  },
})

/** Refused, and nothing made of it. */
export function demanded(
  history: History,
  given: Pick<Making, 'type' | 'list'>,
  { label, statuses }: { readonly label: string; readonly statuses: readonly number[] },
): Judgement {
  const [control, attempt] = [history.find('control'), history.find(label)]
  if (!succeeded(control)) return unclear(`with a key it got ${told(control)}`)
  if (answerOf(attempt) === undefined) return unclear(`there is no answer to judge: ${told(attempt)}`)
  const made = idOf(given, attempt)
  if (made !== undefined) return broken('nothing is made without a key', `${told(attempt)} about ${made}`, label)
  const listed = listedSince(history, given, { bodies: [bodyOf(attempt)] })
  if (listed === undefined) return unclear('how many there are is not known')
  const effect = listed.length === 0 ? kept : broken('nothing is made without a key', `${told(attempt)}, and yet ${listed.join(', ')} is in the list`, label)
  return allOf([effect, statusIn(attempt, statuses)])
}

export const required: readonly Check[] = [requiredMissing]
