import type { Rule as FieldRule } from '../behaviour.ts'
import type { Path } from './rule.ts'

/** A place that a rule between fields speaks of. */
export interface Place {
  readonly at: string
  /** Steps to it below its rule. */
  readonly below: Path
  /** True where it stands for one value, and so cannot have a `*`. */
  readonly one: boolean
  /** True where it may be a member that no request has any more: only shown, that is. */
  readonly shown?: true
}

/** Every place that a rule speaks of, into the fields of its resource. */
export function placesOf(rule: FieldRule): readonly Place[] {
  switch (rule.rule) {
    case 'exists':
      return [{ at: rule.at, below: ['at'], one: false }, ...Object.keys(rule.where ?? {}).map(conditioned)]
    case 'at-most-one':
    case 'decodes-as':
    case 'offered':
      return [{ at: rule.at, below: ['at'], one: false }]
    case 'append-only':
    case 'one-minor-at-a-time':
      return [{ at: rule.at, below: ['at'], one: true }]
    case 'equal':
    case 'member-of':
      return [
        { at: rule.at, below: ['at'], one: false },
        { at: rule.through, below: ['through'], one: true },
      ]
    case 'unique':
      return [...listed('at', rule.at), ...listed('within', rule.within ?? [])]
    case 'immutable':
      return listed('at', rule.at).map((place) => ({ ...place, shown: true }))
    case 'ordered':
    case 'combination':
    case 'exclusive-or':
    case 'all-or-none':
      return listed('at', rule.at, true)
    case 'only-grows':
      return [
        { at: rule.from, below: ['from'], one: true },
        { at: rule.to, below: ['to'], one: true },
      ]
    case 'apart':
      return rule.each === undefined ? conditional(rule, '') : [{ at: `${rule.each}/*`, below: ['each'], one: false }, ...conditional(rule, `${rule.each}/*`)]
  }
}

function listed(member: string, places: readonly string[], one = false): readonly Place[] {
  return places.map((at, index) => ({ at, below: [member, index], one }))
}

function conditioned(at: string): Place {
  return { at, below: ['where', at], one: true, shown: true }
}

/** `item` leads to the items that the places are relative to. */
function conditional({ when, without }: Extract<FieldRule, { readonly rule: 'apart' }>, item: string): readonly Place[] {
  const places = [{ at: when.at, below: ['when', 'at'], one: item === '' }, ...listed('without', without, item === '')]
  return places.map((place) => ({ ...place, at: item + place.at }))
}
