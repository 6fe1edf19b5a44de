import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { all, unmet } from '../../need.ts'
import { unclear } from '../../verdict.ts'
import { acting, isRehearsal, startsIn } from './acts.ts'
import { belongings, lookAround, sameAround } from './belongings.ts'
import { strongestOf } from './findings.ts'
import { round } from './routes.ts'
import { led, perform } from './steps.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Act, Acting } from './acts.ts'
import type { Leg } from './routes.ts'

/** Acts that are only tried, each in a new resource and, where it starts there too, in one that has gone one step. */
interface Rehearsals {
  readonly acting: Acting
  readonly acts: readonly Act[]
  readonly first: Leg | undefined
}

function rehearsals(reading: Reading): Need<Rehearsals> {
  const found = acting(reading)
  if (found.kind === 'unmet') return found
  const [first] = round(found.value)
  const acts = found.value.acts.filter((act) => isRehearsal(act) && [found.value.home, first?.act.trigger.to ?? ''].some((phase) => startsIn(act, phase)))
  if (acts.length === 0) return unmet(`nothing that is done to a ${reading.resource} can be tried first`)
  return { ...found, value: { acting: found.value, acts, first } }
}

const places = ['new', 'later'] as const

const label = (act: Act, place: string) => `${act.name} (${place})`

export const rehearsal = check({
  id: 'act.rehearsal',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ found: rehearsals(reading), looks: belongings(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { found: { acting: how, acts, first }, looks }) => {
    const handle = await api.make('create')
    let here = how.home
    for (const place of places) {
      if (place === 'later') {
        if (first === undefined || (await perform(api, how, { label: 'first step', handle, act: first.act })) !== first.act.trigger.to) return
        here = first.act.trigger.to
      }
      for (const act of acts.filter((one) => startsIn(one, here))) {
        await lookAround(api, looks, { handle, when: `before ${label(act, place)}` })
        await perform(api, how, { label: label(act, place), handle, act })
        await lookAround(api, looks, { handle, when: `after ${label(act, place)}` })
      }
    }
  },
  judge: (history, { found: { acting: how, acts }, looks }) => {
    const tried = places.flatMap((place) => acts.map((act) => ({ act, name: label(act, place) }))).filter(({ name }) => history.find(name) !== undefined)
    if (tried.length === 0) return unclear('nothing was tried')
    const judgements = tried.flatMap(({ act, name }) => {
      const same = leaning(sameAround(history, looks, { before: `before ${name}`, after: `after ${name}`, what: act.name }), act.says)
      return succeeded(history.find(name)) ? [same, led(history, how, { label: name, act })] : [led(history, how, { label: name, act }), same]
    })
    return strongestOf(judgements)
  },
})
