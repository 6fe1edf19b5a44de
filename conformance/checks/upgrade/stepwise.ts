import fc from 'fast-check'
import { check } from '../../check.ts'
import { isBlank, moved } from '../../judge/effect.ts'
import { allOf } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { around, attempt, changeOf, refusals, turnedAway, withoutEffect } from '../rule/steps.ts'
import { move, upgraded } from './moves.ts'
import { behind, upgradeable } from './needs.ts'
import type { Json } from '../../../specs/json.ts'

export const stepwise = check({
  id: 'upgrade.stepwise',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ version: upgradeable(reading), refusing: refusals(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { version }) => {
    const handle = await behind(api, version, 2)
    await move(api, version, { handle, label: 'skip', by: 2 })
    await move(api, version, { handle, label: 'upgrade', by: 1 })
    await move(api, version, { handle, label: 'downgrade', by: -1 })
  },
  judge: (history, { version, refusing }) => {
    const wrong = ['skip', 'downgrade']
    const effects = allOf(wrong.map((label) => withoutEffect(history, version.changing.type, label)))
    if (effects.kind === 'broken') return effects
    const control = upgraded(history, version)
    if (control.kind !== 'kept') return unclear('there is no positive control: the step to the next minor version was not taken')
    if (wrong.every((label) => history.find(label) === undefined)) return unclear('no version is known that is no next one')
    return allOf([effects, ...wrong.map((label) => turnedAway(history, refusing, label))])
  },
})

export const keeps = check({
  id: 'upgrade.keeps',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ version: upgradeable(reading), fields: reading.mutableFields() }),
  scenario: () => fc.constant(null),
  drive: async (api, { version, fields }) => {
    const { changing } = version
    const handle = await behind(api, version, 1)
    const body = (before: Json | undefined) => {
      const values = fields.flatMap(({ pointer, values: all }) =>
        all
          .filter((value) => !isBlank(value))
          .slice(0, 1)
          .map((value) => ({ place: pointer, value })),
      )
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
