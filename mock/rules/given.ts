import type { Rule } from '../../specs/behaviour.ts'
import { at, placesAt } from '../../specs/json.ts'
import { called, gives, same, text, touches, type Broken, type Judged } from './judged.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>

/** The request gives one of these places at most; where one is needed, whoever makes a resource gives one. */
export function exclusiveOr({ at: places, needed }: Of<'exclusive-or'>, { sent, before }: Judged): Broken | undefined {
  const given = places.filter((place) => gives(sent, place))
  const names = places.map(called)
  if (given.length > 1) return { at: given[1] ?? '', detail: `only one of ${names.join(', ')} can be given` }
  return needed === true && before === undefined && given.length === 0 ? { at: places[0] ?? '', detail: `one of ${names.join(', ')} is needed` } : undefined
}

/** What the request names beside something else is judged as it was sent, whatever a mask makes of it. */
export function apart(rule: Of<'apart'>, judged: Judged): Broken | undefined {
  if (rule.each !== undefined) return apartInItems(rule, rule.each, judged)
  if (!holds(rule, judged)) return undefined
  const named = rule.without.find((place) => gives(judged.sent, place))
  return named === undefined ? undefined : { at: named, detail: `${called(named)} cannot be named ${reason(rule)}` }
}

function apartInItems(rule: Of<'apart'>, each: string, { sent }: Judged): Broken | undefined {
  for (const item of placesAt(sent, `${each}/*`)) {
    const value = at(sent, item)
    if (rule.when.is === undefined || !same(at(value, rule.when.at), rule.when.is)) continue
    const named = rule.without.find((place) => gives(value, place))
    if (named !== undefined) return { at: item + named, detail: `${called(each)} ${called(named)} cannot be named ${reason(rule)}` }
  }
  return undefined
}

function holds({ when }: Of<'apart'>, judged: Judged): boolean {
  if (when.is !== undefined) return same(at(judged.after, when.at), when.is)
  return judged.before !== undefined && touches(judged, [when.at])
}

function reason({ when }: Of<'apart'>): string {
  return when.is === undefined ? `while ${called(when.at)} changes` : `where ${called(when.at)} is ${text(when.is)}`
}
