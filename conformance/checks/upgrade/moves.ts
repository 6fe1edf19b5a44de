import { leaning, text } from '../../judge/leaning.ts'
import { knowsOffers, laterOn } from '../../rules/next.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { around, askedFor, attempt, changeOf, performed } from '../rule/steps.ts'
import type { Api, Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Upgradeable } from './needs.ts'

/** Asks for the version some minor ones later. */
export async function move(
  api: Api,
  { changing, place }: Upgradeable,
  { handle, label, by }: { readonly handle: Handle; readonly label: string; readonly by: number },
) {
  return attempt(api, changing, {
    handle,
    label,
    body: (before) => {
      const version = by === 0 ? at(before, place) : laterOn(changing.type, place, { before, by })
      return version === undefined ? undefined : changeOf(changing, before, [{ place, value: version }])
    },
  })
}

/** What it leans on that a version is to be had, and that it is taken. */
export function upgraded(history: History, { place, offers, changing }: Upgradeable): Judgement {
  const done = performed(history, 'upgrade', 'an update to the next minor version')
  const views = around(history, 'upgrade')
  if (history.find('upgrade') === undefined) return unclear('no next minor version is on offer')
  const isKnown = knowsOffers(changing.type, place, history.answer('before upgrade')?.json)
  if (done.kind === 'broken') return isKnown ? leaning(done, offers) : unclear(`whether a later version is on offer is not known: ${done.actual}`)
  if (views === undefined) return unclear('the resource could not be seen before and after')
  const [asked, shown] = [askedFor(history, 'upgrade', place), at(views.after, place)]
  return asked === shown ? kept : leaning(broken(`${text(asked)} at ${place}`, text(shown), 'after upgrade'), offers)
}
