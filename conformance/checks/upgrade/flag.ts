import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { isBlank } from '../../judge/effect.ts'
import { text } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { look } from '../rule/steps.ts'
import { behind, hasNext, upgradeable, withVersion } from './needs.ts'
import type { Upgradeable } from './needs.ts'

/** Where a representation tells whether an upgrade is to be had. */
function flagIn(version: Upgradeable): string | undefined {
  return Object.entries(version.changing.type.shows ?? {}).find(([, { is }]) => is === 'upgradeable')?.[0]
}

export const flag = check({
  id: 'upgrade.flag',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const version = upgradeable(reading)
    if (version.kind === 'unmet') return version
    const place = flagIn(version.value)
    if (place === undefined) return unmet(`a ${reading.resource} does not tell whether it can be upgraded`)
    const { offered, offers } = version.value
    return all({
      version,
      place: met(place),
      newest: offered.length > 1 ? met(offered.at(-1) ?? null, ...offers) : unmet('no two versions are known to be on offer'),
    })
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
