import { rulesOf, type ResourceType, type Rule, type RuleKind } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, placesAt, valuesAt, withAt, type Json } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { refuse } from '../refuse.ts'
import { typesOf } from './applies.ts'
import { typeOfCall, withTypes } from './import-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, jsonOf, withJson, withoutRules } from './parts.ts'

type Of<K extends RuleKind> = Extract<Rule, { readonly rule: K }>

/** True where a resource that can be made has such a rule about its body. */
function bodyRule<K extends RuleKind>(kind: K, wanted: (rule: Of<K>, type: ResourceType) => boolean = () => true): (contract: Contract) => boolean {
  return (contract) => typesOf(contract, 'create').some((type) => rulesOf(type, kind).some((rule) => wanted(rule, type)))
}

const repeats = bodyRule('unique', ({ within }) => within === undefined)
const lists = bodyRule('unique', ({ at: places, within }) => within === undefined && places.some((place) => place.includes('*')))
const excludes = bodyRule('apart', ({ when }) => when.is !== undefined)

/** The call under rules that were edited; all others stay. */
function withRules<K extends RuleKind>(call: Call, kind: K, edit: (rule: Of<K>) => readonly Rule[]): Call {
  const isOf = (rule: Rule): rule is Of<K> => rule.rule === kind
  const edited = (rule: Rule): readonly Rule[] => (isOf(rule) ? edit(rule) : [rule])
  return withTypes(call, (type) => (type.rules === undefined ? type : { ...type, rules: type.rules.flatMap(edited) }))
}

/** Rules about names among those of others stay, as do those about what changes. */
const without = {
  unique: (call: Call) => withRules(call, 'unique', (rule) => (rule.within === undefined ? [] : [rule])),
  apart: (call: Call) => withRules(call, 'apart', (rule) => (rule.when.is === undefined ? [rule] : [])),
  others: (kind: RuleKind) => (call: Call) => withoutRules(call, [kind]),
} as const

/** Says yes to what breaks a rule of a kind, and says no to it but does it anyway. */
function pair(
  kind: RuleKind,
  of: { readonly breaking: string; readonly applies: Defect['applies'] & {}; readonly blind: (call: Call) => Call },
): readonly Defect[] {
  const { breaking, applies, blind } = of
  return [
    { id: `rule.${kind}-accepted`, violates: 'val.cross-field', sentence: `Accepts ${breaking}.`, applies, wrap: accepts(['rule-broken'], blind) },
    {
      id: `rule.${kind}-refused-done-anyway`,
      violates: 'val.cross-field',
      sentence: `Refuses ${breaking}, and does what was asked all the same.`,
      applies,
      wrap: doesAnyway(['rule-broken'], blind),
    },
  ]
}

/** What a single body can break. */
export const ruleDefects: readonly Defect[] = [
  ...pair('unique', { breaking: 'the same value twice where all have to differ', applies: repeats, blind: without.unique }),
  ...pair('exclusive-or', { breaking: 'two members of which only one may be given', applies: bodyRule('exclusive-or'), blind: without.others('exclusive-or') }),
  ...pair('at-most-one', { breaking: 'a value twice that may stand once', applies: bodyRule('at-most-one'), blind: without.others('at-most-one') }),
  ...pair('apart', { breaking: 'a member beside a value that excludes it', applies: excludes, blind: without.apart }),
  ...pair('all-or-none', { breaking: 'some of the members that come together', applies: bodyRule('all-or-none'), blind: without.others('all-or-none') }),
  ...pair('ordered', { breaking: 'a lower bound above the upper one', applies: bodyRule('ordered'), blind: without.others('ordered') }),
  ...pair('decodes-as', { breaking: 'text that is not encoded as it has to be', applies: bodyRule('decodes-as'), blind: without.others('decodes-as') }),
  {
    id: 'rule.needed-one-missing',
    violates: 'val.cross-field',
    sentence: 'Accepts values of which none is the one that has to be there.',
    applies: bodyRule('at-most-one', ({ needed }) => needed === true),
    wrap: accepts(['rule-broken'], (call) =>
      withRules(call, 'at-most-one', ({ rule, at: place, is, basis, source }) => [{ rule, at: place, is, basis, source }]),
    ),
  },
  {
    id: 'rule.content-unread',
    violates: 'val.cross-field',
    sentence: 'Sees that text is base64, and never looks at what it stands for.',
    applies: bodyRule('decodes-as', ({ as }) => as !== undefined),
    wrap: accepts(['rule-broken'], (call) =>
      withRules(call, 'decodes-as', ({ rule, at: place, encoding, basis, source }) => [{ rule, at: place, encoding, basis, source }]),
    ),
  },
  {
    id: 'rule.padding-not-minded',
    violates: 'val.cross-field',
    sentence: 'Reads base64 that lacks its padding.',
    applies: bodyRule('decodes-as'),
    wrap: accepts(['rule-broken'], (call) => (isPadded(call) ? call : without.others('decodes-as')(call))),
  },
  {
    id: 'rule.neighbours-alone-compared',
    violates: 'val.cross-field',
    sentence: 'Notices a repeated value only where it stands next to the first one.',
    applies: lists,
    wrap: accepts(['rule-broken'], (call) => (hasTwins(call) ? call : without.unique(call))),
  },
  {
    id: 'rule.unchecked-in-updates',
    violates: 'val.cross-field',
    sentence: 'Looks for repeated values in what is made and not in what is changed.',
    applies: (contract) => lists(contract) && typesOf(contract, 'update').some(changesLists),
    wrap: accepts(['rule-broken'], (call) => (behaviourOf(call)?.action === 'update' ? without.unique(call) : call)),
  },
  {
    id: 'rule.equal-bounds-refused',
    violates: 'val.cross-field',
    sentence: 'Refuses a lower bound that is as great as the upper one.',
    applies: bodyRule('ordered'),
    wrap: (respond) => (call, around) =>
      hasEqualBounds(call)
        ? { reply: refuse(call.contract, { refusal: 'rule-broken', detail: 'there is nothing between them' }), changes: [] }
        : respond(call, around),
  },
  {
    id: 'rule.different-values-refused',
    violates: 'val.cross-field',
    sentence: 'Refuses two values in a list although they differ.',
    applies: lists,
    wrap: (respond) => (call, around) =>
      hasSeveral(call) ? { reply: refuse(call.contract, { refusal: 'rule-broken', detail: 'two values look the same' }), changes: [] } : respond(call, around),
  },
  {
    id: 'rule.first-value-kept-alone',
    violates: 'val.cross-field',
    sentence: 'Takes a list of different values and keeps the first one alone.',
    applies: lists,
    wrap: editCall((call) => (hasSeveral(call) ? shortened(call) : call)),
  },
]

/** The places of lists whose items differ. */
function listPlaces(type: ResourceType | undefined): readonly string[] {
  return rulesOf(type ?? {}, 'unique').flatMap(({ at: places, within }) => (within === undefined ? places.filter((place) => place.includes('*')) : []))
}

function changesLists(type: ResourceType): boolean {
  const appended = rulesOf(type, 'append-only').map((rule) => `${rule.at}/*`)
  const fixed = rulesOf(type, 'immutable').flatMap((rule) => rule.at.map((place) => `${place}/*`))
  return listPlaces(type).some((place) => ![...appended, ...fixed].includes(place))
}

function hasEqualBounds(call: Call): boolean {
  const body = jsonOf(call)
  return rulesOf(typeOfCall(call) ?? {}, 'ordered').some(({ at: [first, second] }) => at(body, first) !== undefined && at(body, first) === at(body, second))
}

function hasSeveral(call: Call): boolean {
  const body = jsonOf(call)
  return listPlaces(typeOfCall(call)).some((place) => {
    const texts = valuesAt(body, place).map((value) => JSON.stringify(value))
    return texts.length > 1 && new Set(texts).size === texts.length
  })
}

function hasTwins(call: Call): boolean {
  const body = jsonOf(call)
  const places = rulesOf(typeOfCall(call) ?? {}, 'unique').filter(({ within }) => within === undefined)
  return places.some(({ at: patterns }) => {
    const texts = patterns.flatMap((pattern) => valuesAt(body, pattern)).map((value) => JSON.stringify(value))
    return texts.some((text, index) => index > 0 && text === texts[index - 1])
  })
}

function shortened(call: Call): Call {
  const arrays = listPlaces(typeOfCall(call)).map((place) => place.slice(0, place.indexOf('/*')))
  const short = arrays.reduce<Json>(
    (made, place) => {
      const items = at(made, place)
      return Array.isArray(items) && items.length > 1 ? withAt(made, place, [(items as readonly Json[])[0] ?? null]) : made
    },
    jsonOf(call) ?? {},
  )
  return withJson(call, short)
}

/** True where every text that has to be base64 is a multiple of four characters long. */
function isPadded(call: Call): boolean {
  const body = jsonOf(call)
  const spots = rulesOf(typeOfCall(call) ?? {}, 'decodes-as').flatMap((rule) => placesAt(body, rule.at))
  return spots.every((spot) => (JSON.stringify(at(body, spot) ?? '').length - 2) % 4 === 0)
}
