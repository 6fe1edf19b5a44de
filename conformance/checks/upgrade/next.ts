import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { phaseOf, standingOf } from '../../judge/phase.ts'
import { allOf } from '../../judge/status.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { around } from '../rule/steps.ts'
import { move, upgraded } from './moves.ts'
import { behind, upgradeable } from './needs.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Upgradeable } from './needs.ts'

export const next = check({
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
