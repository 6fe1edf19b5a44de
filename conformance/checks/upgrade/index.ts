import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { isBlank, moved } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { phaseOf, standingOf } from '../../judge/phase.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { laterOn } from '../../rules/next.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, withAt } from '../../../specs/json.ts'
import { around, askedFor, attempt, changeOf, look, performed, refusals, turnedAway, withoutEffect } from '../rule/steps.ts'
import { behind, hasNext, upgradeable, withVersion } from './needs.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Test } from '../../plan.ts'
import type { Judgement } from '../../verdict.ts'
import type { Upgradeable } from './needs.ts'

/** Asks for the version some minor ones later. */
async function move(api: Api, { changing, place }: Upgradeable, { handle, label, by }: { readonly handle: Handle; readonly label: string; readonly by: number }) {
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
function upgraded(history: History, { place, offers }: Upgradeable): Judgement {
  const done = performed(history, 'upgrade', 'an update to the next minor version')
  const views = around(history, 'upgrade')
  if (history.find('upgrade') === undefined) return unclear('no next minor version is on offer')
  if (done.kind === 'broken') return leaning(done, offers)
  if (views === undefined) return unclear('the resource could not be seen before and after')
  const [asked, shown] = [askedFor(history, 'upgrade', place), at(views.after, place)]
  return asked === shown ? kept : leaning(broken(`${text(asked)} at ${place}`, text(shown), 'after upgrade'), offers)
}

const next = check({
  id: 'upgrade.next',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: upgradeable,
  scenario: () => fc.constant(null),
  drive: async (api, version) => {
    const handle = await behind(api, version, 1)
    await move(api, version, { handle, label: 'same', by: 0 })
    await move(api, version, { handle, label: 'upgrade', by: 1 })
  },
  judge: (history, version) => allOf([upgraded(history, version), passedThrough(history, version), noUpgrade(history, version)]),
})

/** A poller may miss phases, but what it sees belongs to an upgrade. */
function passedThrough(history: History, { lifecycle, trigger }: Upgradeable): Judgement {
  if (lifecycle === undefined || trigger === undefined) return kept
  const phases = trigger.through.map(({ phase }) => phase)
  const odd = sights(history, 'upgrade').find((exchange) => isMoving(lifecycle, exchange) && !phases.includes(phaseOf(lifecycle, answerOf(exchange)) ?? ''))
  return odd === undefined ? kept : leaning(broken(`the phase ${phases.join(', ')}`, phaseOf(lifecycle, answerOf(odd)) ?? 'no phase', odd.label), [trigger])
}

/** The version that is there may be refused or taken, and set something else in motion; an upgrade it is not. */
function noUpgrade(history: History, { lifecycle, trigger, place }: Upgradeable): Judgement {
  const views = around(history, 'same')
  if (views === undefined) return unclear('the resource could not be seen before and after')
  const [was, is] = [views.before, views.after].map((view) => at(view, place))
  if (was !== is) return broken(`${text(was)} at ${place}`, text(is), 'after same')
  if (lifecycle === undefined || trigger === undefined) return kept
  const phases = trigger.through.map(({ phase }) => phase)
  const odd = sights(history, 'same').find((exchange) => phases.includes(phaseOf(lifecycle, answerOf(exchange)) ?? ''))
  return odd === undefined ? kept : leaning(broken('no upgrade to the version that is there', `the phase ${phases.join(', ')}`, odd.label), [trigger])
}

function sights(history: History, label: string): readonly Exchange[] {
  return [...history.all(label), ...history.all(`after ${label}`)].filter(succeeded)
}

function isMoving(lifecycle: NonNullable<Upgradeable['lifecycle']>, exchange: Exchange): boolean {
  return standingOf(lifecycle, answerOf(exchange)) === 'transient'
}

const stepwise = check({
  id: 'upgrade.stepwise',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ version: upgradeable(reading), statuses: refusals(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { version }) => {
    const handle = await behind(api, version, 2)
    await move(api, version, { handle, label: 'skip', by: 2 })
    await move(api, version, { handle, label: 'upgrade', by: 1 })
    await move(api, version, { handle, label: 'downgrade', by: -1 })
  },
  judge: (history, { version, statuses }) => {
    const wrong = ['skip', 'downgrade']
    const effects = allOf(wrong.map((label) => withoutEffect(history, version.changing.type, label)))
    if (effects.kind === 'broken') return effects
    const control = upgraded(history, version)
    if (control.kind !== 'kept') return unclear('there is no positive control: the step to the next minor version was not taken')
    if (wrong.every((label) => history.find(label) === undefined)) return unclear('no version is known that is no next one')
    return allOf([effects, ...wrong.map((label) => turnedAway(history, statuses, label))])
  },
})

const keeps = check({
  id: 'upgrade.keeps',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ version: upgradeable(reading), fields: reading.mutableFields() }),
  scenario: () => fc.constant(null),
  drive: async (api, { version, fields }) => {
    const { changing } = version
    const handle = await behind(api, version, 1)
    const body = (before: Json | undefined) => {
      const values = fields.flatMap(({ pointer, values: all }) => all.filter((value) => !isBlank(value)).slice(0, 1).map((value) => ({ place: pointer, value })))
      return isBlank(before) ? undefined : changeOf(changing, before, values.slice(0, 4))
    }
    await attempt(api, changing, { handle, label: 'preparation', body })
    await move(api, version, { handle, label: 'upgrade', by: 1 })
  },
  judge: (history, { version }) => {
    const { place, changing } = version
    const control = upgraded(history, version)
    if (control.kind !== 'kept') return unclear('nothing was upgraded')
    const views = around(history, 'upgrade')
    if (views === undefined) return unclear('the resource could not be seen before and after')
    const others = moved(changing.type, views, [place])
    return others.length === 0 ? kept : broken('all but the version as it was', `others at ${others.join(', ')}`, 'after upgrade')
  },
})

/** Where a representation tells whether an upgrade is to be had. */
function flagIn(version: Upgradeable): string | undefined {
  return Object.entries(version.changing.type.shows ?? {}).find(([, { is }]) => is === 'upgradeable')?.[0]
}

const flag = check({
  id: 'upgrade.flag',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const version = upgradeable(reading)
    if (version.kind === 'unmet') return version
    const place = flagIn(version.value)
    if (place === undefined) return unmet(`a ${reading.resource} does not tell whether it can be upgraded`)
    const { offered, offers } = version.value
    return all({ version, place: met(place), newest: offered.length > 1 ? met(offered.at(-1) ?? null, ...offers) : unmet('no two versions are known to be on offer') })
  },
  scenario: () => fc.constant(null),
  drive: async (api, { version, newest }) => {
    const older = await behind(api, version, 1)
    await look(api, version.changing, { handle: older, label: 'older' })
    const handle = await withVersion(api, version, newest)
    await look(api, version.changing, { handle, label: 'newest' })
  },
  judge: (history, { version, place }) =>
    allOf(
      ['older', 'newest'].map((label) => {
        const shown = history.answer(label)?.json
        const expected = succeeded(history.find(label)) ? hasNext(version, shown) : undefined
        if (expected === undefined) return unclear(`no version was seen: ${told(history.find(label))}`)
        const found = at(shown, place)
        return expected === !isBlank(found) ? kept : broken(`${expected ? 'true' : 'false, or nothing'} at ${place}`, text(found), label)
      }),
    ),
})

/** Versions that rise step by step. */
export const upgrades: readonly Test[] = [next, stepwise, keeps, flag]
