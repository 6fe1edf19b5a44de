import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { moved } from '../../judge/effect.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { versionsIn } from '../validation/verdicts.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { isObject, withAt } from '../../../specs/json.ts'
import { labels, plainest, replaceBy } from './defaults.ts'
import { replacingAnyway } from './needs.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Replacing } from './needs.ts'

/** Statuses by which any server may tell that a body is not right. */
const sensible = [400, 403, 404, 409, 412, 422]

const after = (place: string) => `after ${place}`
const attempt = (place: string) => `without ${place}`

const required = check({
  id: 'replace.required',
  cost: 'refused',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const replaces = replacingAnyway(reading)
    const named = replaces.kind === 'met' ? sure(replaces.value) : []
    const because = `no member has to stand in every body that replaces a ${reading.resource}`
    const refusal = optional(reading.refusal('invalid-body', 'update'))
    return all({ replaces, named: replaces.kind === 'met' && named.length === 0 ? unmet(because) : met(named), refusal })
  },
  scenario: ({ named }) => every([...named]),
  drive: async (api, { replaces }, places) => {
    const handle = await api.borrow()
    const least = await plainest(api, replaces, handle)
    await replaceBy(api, replaces, { handle, body: least, label: labels.replace, after: labels.replaced })
    for (const place of places) {
      const body = withAt(least, place, undefined)
      if (isObject(body)) await replaceBy(api, replaces, { handle, body, label: attempt(place), after: after(place) })
    }
  },
  judge: (history, { replaces, refusal }, places) => {
    const statuses = [...new Set([...(refusal?.statuses ?? []), ...sensible])]
    const control = history.find(labels.replace)
    return allOf([
      ...places.map((place, index) => unmoved(history, replaces, { label: attempt(place), after: after(place), before: beforeOf(places, index) })),
      ...places.map((place) => refused({ control, attempt: history.find(attempt(place)), statuses, statusesLeanOn: refusal?.statusesLeanOn ?? [] })),
    ])
  },
})

function beforeOf(places: readonly string[], index: number): string {
  const last = places[index - 1]
  return last === undefined ? labels.replaced : after(last)
}

/** Members that documents vouch for to be required. */
function sure({ required: named, type }: Replacing): readonly string[] {
  const unsure = (type.unsure ?? []).filter(({ keywords }) => keywords.includes('*') || keywords.includes('required')).map(({ at }) => at)
  return named.filter((place) => !unsure.includes(place))
}

/** Judges that a request that was not accepted changed nothing. */
function unmoved(
  history: History,
  { type }: Replacing,
  { label, before, after: later }: { readonly label: string; readonly before: string; readonly after: string },
): Judgement {
  const [sent, was, is] = [label, before, later].map((one) => history.find(one))
  if (!succeeded(was) || answerOf(is) === undefined) return unclear(`the state before and after is not known: ${told(was)}, ${told(is)}`)
  if (!succeeded(is)) return broken('the resource is as it was', `${told(sent)}, and then it could not be read: ${told(is)}`, label)
  const places = moved(type, { before: answerOf(was)?.json ?? null, after: answerOf(is)?.json ?? null }, versionsIn(type))
  return places.length === 0 ? kept : broken('the resource is as it was', `${told(sent)}, and yet ${places.join(', ')} changed`, label)
}

export const requiring: readonly Check[] = [required]
