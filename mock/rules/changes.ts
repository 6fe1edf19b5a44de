import { rulesOf } from '../../specs/behaviour.ts'
import type { Rule } from '../../specs/behaviour.ts'
import { at, valuesAt, type Json } from '../../specs/json.ts'
import { called, same, type Broken, type Judged } from './judged.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>

/** An update's body names no other value than the one that is there. */
export function immutable(rule: Of<'immutable'>, { sent, before }: Judged): Broken | undefined {
  if (before === undefined) return undefined
  for (const place of rule.at) {
    const [named, there] = [valuesAt(sent, place), valuesAt(before, place)]
    if (named.length > 0 && !same(named, there)) return { refusal: 'immutable-field', at: place, detail: `${called(place)} cannot be changed` }
  }
  return undefined
}

/** The items that were there stay, in order, at the beginning. */
export function appendOnly({ at: place }: Of<'append-only'>, { before, after }: Judged): Broken | undefined {
  const had = at(before, place)
  if (!Array.isArray(had)) return undefined
  const has = at(after, place)
  const items: readonly Json[] = Array.isArray(has) ? has : []
  if ((had as readonly Json[]).every((item, index) => same(item, items[index]))) return undefined
  return { at: place, detail: `${called(place)} can only be added to at its end` }
}

/** Numbers that were in the range stay in it. */
export function onlyGrows({ from, to }: Of<'only-grows'>, { before, after }: Judged): Broken | undefined {
  for (const [place, shrinks] of [
    [from, (had: number, has: number) => has > had],
    [to, (had: number, has: number) => has < had],
  ] as const) {
    const [had, has] = [at(before, place), at(after, place)]
    if (typeof had !== 'number' || (typeof has === 'number' && !shrinks(had, has))) continue
    return { at: place, detail: `the range of ${called(from)} and ${called(to)} can only grow` }
  }
  return undefined
}

/** The minor part of a version is raised by one at most. */
export function oneMinor({ at: place }: Of<'one-minor-at-a-time'>, { before, after }: Judged): Broken | undefined {
  const [had, has] = [minorOf(at(before, place)), minorOf(at(after, place))]
  if (had === undefined || has === undefined) return undefined
  if (had.major === has.major && has.minor >= had.minor && has.minor <= had.minor + 1) return undefined
  return { at: place, detail: `${called(place)} can be raised by one minor version at a time, and never lowered` }
}

/** The parts of a version `v1.N`, with or without the `v`. */
export function minorOf(version: Json | undefined): { readonly prefix: string; readonly major: number; readonly minor: number } | undefined {
  const [, prefix = '', major, minor] = typeof version === 'string' ? (/^(v?)(\d+)\.(\d+)$/.exec(version) ?? []) : []
  return major === undefined || minor === undefined ? undefined : { prefix, major: Number(major), minor: Number(minor) }
}

/** The version that comes next, where it is on offer; undefined where none is, or nothing is said of versions. */
export function nextVersion(type: { readonly rules?: readonly Rule[] }, fields: Json): string | undefined {
  const [rule] = rulesOf(type, 'one-minor-at-a-time')
  const now = rule === undefined ? undefined : minorOf(at(fields, rule.at))
  if (rule === undefined || now === undefined) return undefined
  const next = `${now.prefix}${now.major}.${now.minor + 1}`
  return rulesOf(type, 'offered').some(({ at: place, values }) => place === rule.at && values.includes(next)) ? next : undefined
}
