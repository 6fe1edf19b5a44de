import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all } from '../../need.ts'
import { appended, beginsWith, lossNames, losses } from '../../rules/changing.ts'
import { memberCandidates } from '../../rules/members.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at } from '../../../specs/json.ts'
import { around, askedFor, attempt, changeable, changeOf, look, performed } from './steps.ts'
import type { Rule } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Changeable } from './steps.ts'

function itemsAt(shown: Json | undefined, place: string): readonly Json[] {
  const found = at(shown, place)
  return Array.isArray(found) ? found : []
}

/** One that the run has already where there is something to append, else one of its own. */
async function growing(api: Api, changing: Changeable, places: readonly string[]): Promise<Handle> {
  const handle = await api.borrow()
  const before = await look(api, changing, { handle, label: 'at first' })
  const more = (place: string) => appended(itemsAt(before, place), memberCandidates({ ...changing, place, before }))
  return places.every((place) => more(place) !== undefined) ? handle : api.make('create')
}

const appendOnly = check({
  id: 'rule.append-only',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ rules: reading.rules('append-only'), changing: changeable(reading) }),
  scenario: ({ rules }) => every(rules.flatMap(({ at: place }) => lossNames.map((name) => [place, name]))),
  drive: async (api, { changing, rules }, tries) => {
    const places = rules.map((rule) => rule.at).filter((place) => tries.some(([found]) => found === place))
    const handle = await growing(api, changing, places)
    for (const place of places) {
      const candidates = (before: Json | undefined) => memberCandidates({ ...changing, place, before })
      const body = (before: Json | undefined) => {
        const had = itemsAt(before, place)
        return changeOf(changing, before, [{ place, value: appended(had, candidates(before)) ?? [...had] }])
      }
      await attempt(api, changing, { handle, label: `append to ${place}`, body })
      for (const [, name = ''] of tries.filter(([found]) => found === place)) {
        const loss = (before: Json | undefined) => {
          const found = losses(itemsAt(before, place), candidates(before)).find((one) => one.name === name)
          return found && changeOf(changing, before, [{ place, value: found.value }])
        }
        await attempt(api, changing, { handle, label: `${place}: ${name}`, body: loss })
      }
    }
  },
  judge: (history, { rules, changing: { type } }, tries) =>
    allOf(
      rules
        .filter(({ at: place }) => tries.some(([found]) => found === place))
        .map((rule) =>
          allOf([
            ...tries.filter(([place]) => place === rule.at).map(([place = '', name = '']) => leaning(still(history, place, name), [rule])),
            leaning(longer(history, rule), [rule, ...rulesOf(type, 'member-of').filter(({ at: place }) => place === `${rule.at}/*`)]),
          ]),
        ),
    ),
})

/** Judged by effect: what is refused and what is done but for the loss are both as promised. */
function still(history: History, place: string, name: string): Judgement {
  const label = `${place}: ${name}`
  if (history.find(label) === undefined) return kept
  const views = around(history, label)
  if (views === undefined) return unclear('the resource could not be seen before and after')
  const had = itemsAt(views.before, place)
  const now = at(views.after, place)
  return beginsWith(now, had) ? kept : broken(`${text([...had])} at the beginning of ${place}`, `${told(history.find(label))}, and then ${text(now)}`, label)
}

function longer(history: History, { at: place }: Extract<Rule, { readonly rule: 'append-only' }>): Judgement {
  const label = `append to ${place}`
  if (history.find(label) === undefined) return unclear(`nothing was appended to ${place}`)
  const done = performed(history, label, `an update that appends to ${place}`)
  const views = around(history, label)
  if (done.kind === 'broken') return done
  if (views === undefined) return unclear('the resource could not be seen before and after')
  const [had, has] = [views.before, views.after].map((view) => itemsAt(view, place))
  if (had === undefined || has === undefined || had.length === 0) return unclear(`there is nothing at ${place} that could be lost`)
  const asked = askedFor(history, label, place)
  return sameJson(asked, at(views.after, place)) ? kept : broken(`${text(asked)} at ${place}`, text(at(views.after, place)), `after ${label}`)
}

export const appending: readonly Check[] = [appendOnly]
