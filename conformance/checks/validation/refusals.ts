import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf } from '../../history.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { tryAll } from './attempts.ts'
import { allRefused } from './verdicts.ts'
import { attemptOf, labelOf, wrongsOf } from './wrong.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Attempted } from './attempts.ts'
import type { Wrong, Wrongs } from './wrong.ts'

const isUnknown = (keyword: string) => keyword === 'additionalProperties' || keyword === 'unevaluatedProperties'

/** Text that is no JSON, beside the bodies that are JSON and violate the schema. */
const cut = (action: 'create' | 'update'): Wrong => ({ action, at: '', keyword: 'syntax', variant: 'cut after the first brace' })

function tried(wrong: Wrong, target: Wrongs['target']): Attempted {
  return wrong.keyword === 'syntax' ? { action: wrong.action, label: labelOf(wrong), of: () => ({ raw: '{' }) } : attemptOf(wrong, target)
}

/** One violation of each keyword on each kind of write, and one of the syntax. */
function samplesOf(reading: Reading): Need<Wrongs> {
  const all = wrongsOf(reading, ({ at }) => at !== '')
  if (all.kind === 'unmet') return all
  const { target } = all.value
  // What tells one attempt from another is left alone where there is a choice.
  const wrongs = all.value.wrongs.toSorted((a, b) => Number(a.at === target.marker) - Number(b.at === target.marker))
  const first = wrongs.filter((wrong, index) => wrongs.findIndex(({ action, keyword }) => action === wrong.action && keyword === wrong.keyword) === index)
  const actions = [...new Set(wrongs.map(({ action }) => action))]
  return { ...all, value: { target, wrongs: [...first, ...actions.map(cut)] } }
}

export const syncStatus = check({
  id: 'val.sync-status',
  cost: 'destructive',
  each: 'provider',
  runs: 1,
  needs: (reading) => {
    const wrongs = samplesOf(reading)
    if (wrongs.kind === 'unmet') return wrongs
    const known = wrongs.value.wrongs.some(({ keyword }) => isUnknown(keyword)) ? reading.refusal('unknown-field') : met({ statuses: [] })
    return all({ wrongs, malformed: reading.refusal('malformed-body'), invalid: reading.refusal('invalid-body'), unknown: known })
  },
  scenario: ({ wrongs }) => every(wrongs.wrongs),
  drive: (api, { wrongs: { target } }, wrongs) =>
    tryAll(
      api,
      target,
      wrongs.map((wrong) => tried(wrong, target)),
    ),
  judge: (history, { wrongs: { target }, malformed, invalid, unknown }, wrongs) => {
    const statusesOf = (keyword: string) => (keyword === 'syntax' ? malformed : isUnknown(keyword) ? unknown : invalid).statuses
    const byLabel = new Map(wrongs.map((wrong) => [labelOf(wrong), statusesOf(wrong.keyword)]))
    return allRefused(history, target, { attempts: wrongs.map((wrong) => tried(wrong, target)), statuses: (label) => byLabel.get(label) })
  },
})

export const rejectNoEffect = check({
  id: 'val.reject-no-effect',
  cost: 'destructive',
  each: 'provider',
  runs: 1,
  needs: (reading) => {
    const wrongs = samplesOf(reading)
    if (wrongs.kind === 'unmet') return wrongs
    return wrongs.value.wrongs.length === 0 ? unmet(`no write of a ${reading.resource} can be refused`) : wrongs
  },
  scenario: ({ wrongs }) => every(wrongs),
  drive: (api, { target }, wrongs) =>
    tryAll(
      api,
      target,
      wrongs.flatMap((wrong) => twice(tried(wrong, target))),
    ),
  judge: (history, { target }, wrongs) => {
    const attempts = wrongs.flatMap((wrong) => twice(tried(wrong, target)))
    return allOf([allRefused(history, target, { attempts, strict: true }), ...wrongs.map((wrong) => alike(history, labelOf(wrong)))])
  },
})

/** The same write and once more the same, byte for byte. */
function twice({ action, label, of }: Attempted): readonly Attempted[] {
  let sent: ReturnType<Attempted['of']> | undefined
  const once: Attempted['of'] = (valid) => (sent ??= of(valid))
  return [
    { action, label, of: once },
    { action, label: again(label), of: once },
  ]
}

const again = (label: string) => `${label}, again`

function alike(history: History, label: string): Judgement {
  const [first, second] = [history.find(label), history.find(again(label))]
  const status = answerOf(first)?.status
  if (second === undefined || status === undefined) return unclear(`there is no answer to judge: ${told(first)}, ${told(second)}`)
  const same = statusIn(second, [status])
  return same.kind === 'broken' ? broken(`${told(first)} again`, told(second), again(label)) : same.kind === 'unclear' ? same : kept
}
