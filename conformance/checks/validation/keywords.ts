import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { all, map, optional, unmet } from '../../need.ts'
import { tryAll } from './attempts.ts'
import { allRefused } from './verdicts.ts'
import { attemptOf, wrongsOf } from './wrong.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Wanted, Wrong, Wrongs } from './wrong.ts'

/** Formats that have a requirement of their own. */
const ownFormats = new Set(['dns-label', 'hostname', 'k8s-quantity'])

/** A check that every violation of one kind is refused, one at a time, on create and on update. */
function refuses(id: string, wanted: Wanted, choose: (wrongs: readonly Wrong[]) => readonly Wrong[] = (wrongs) => wrongs): Check {
  return check({
    id,
    cost: 'destructive',
    each: 'resource',
    runs: 1,
    needs: (reading) => map(wrongsOf(reading, wanted), ({ target, wrongs }) => ({ target, wrongs: choose(wrongs) })),
    scenario: ({ wrongs }) => every(wrongs),
    drive: (api, { target }, wrongs) =>
      tryAll(
        api,
        target,
        wrongs.map((wrong) => attemptOf(wrong, target)),
      ),
    judge: (history, { target }, wrongs) => allRefused(history, target, { attempts: wrongs.map((wrong) => attemptOf(wrong, target)) }),
  })
}

export const requiredMissing = refuses('val.required-missing', ({ keyword }) => keyword === 'required')

const isType: Wanted = ({ keyword, at }) => keyword === 'type' && at !== ''

export const wrongType = refuses('val.wrong-type', isType, (wrongs) => fewPerPlace(wrongs.filter(({ value }) => value !== null)))

/** Apart from the other types: some servers take null for absence, and few documents say. */
export const nullUndeclared = check({
  id: 'val.null',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      wrongs: nulls(reading),
      rule: optional(reading.stated(({ content }) => content.nulls, 'the contract says nothing about null')),
    }),
  scenario: ({ wrongs: { wrongs } }) => every(wrongs),
  drive: (api, { wrongs: { target } }, wrongs) =>
    tryAll(
      api,
      target,
      wrongs.map((wrong) => attemptOf(wrong, target)),
    ),
  judge: (history, { wrongs: { target } }, wrongs) => allRefused(history, target, { attempts: wrongs.map((wrong) => attemptOf(wrong, target)) }),
})

function nulls(reading: Reading): Need<Wrongs> {
  const wrongs = map(wrongsOf(reading, isType), (found) => ({ ...found, wrongs: found.wrongs.filter(({ value }) => value === null) }))
  return wrongs.kind === 'met' && wrongs.value.wrongs.length === 0 ? unmet(`null is declared wherever the bodies of a ${reading.resource} have a type`) : wrongs
}

export const enumeration = refuses('val.enum', ({ keyword }) => keyword === 'enum' || keyword === 'const')

export const formats = refuses('val.formats', ({ keyword }, format) => (keyword === 'format' || keyword === 'pattern') && !ownFormats.has(format ?? ''))

/**
 * Null, where it is among them, and one other type at each place, another one from place to place: all types at all places would be more requests than
 * all other checks of this family together.
 */
export function fewPerPlace(wrongs: readonly Wrong[]): readonly Wrong[] {
  const places = [...new Set(wrongs.map((wrong) => `${wrong.action} ${wrong.at}`))]
  return places.flatMap((place, index) => {
    const here = wrongs.filter((wrong) => `${wrong.action} ${wrong.at}` === place)
    const nulls = here.filter(({ value }) => value === null)
    const others = here.filter(({ value }) => value !== null)
    return [...nulls, ...others.filter((_, position) => position === index % others.length)]
  })
}
