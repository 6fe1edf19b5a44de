import { rulesOf } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at } from '../../specs/json.ts'
import type { Call, Outcome } from '../call.ts'
import type { Defect } from '../defect.ts'
import { refuse } from '../refuse.ts'
import { typesOf } from './applies.ts'
import { during } from './lifecycle-parts.ts'
import { namingOf } from './mask-parts.ts'
import { accepts, doesAnyway, jsonOf } from './parts.ts'
import { ruled, without } from './rule-parts.ts'

/** True where a change must come alone. */
function aloneIn(contract: Contract): boolean {
  return typesOf(contract, 'update').some((type) => rulesOf(type, 'apart').some(({ each, when }) => each === undefined && when.is === undefined))
}

function refused(call: Call, detail: string): Outcome {
  return { reply: refuse(call.contract, { refusal: 'rule-broken', detail }), changes: [] }
}

/** Rules about how fields change. */
export const ruleChangeDefects: readonly Defect[] = [
  {
    id: 'rule.items-lost',
    violates: 'rule.append-only',
    sentence: 'Lets an update take items away that can only become more.',
    applies: ruled('update', 'append-only'),
    wrap: accepts(['rule-broken'], without('update', 'append-only')),
  },
  {
    id: 'rule.items-lost-all-the-same',
    violates: 'rule.append-only',
    sentence: 'Refuses an update that takes such items away, and takes them away.',
    applies: ruled('update', 'append-only'),
    wrap: doesAnyway(['rule-broken'], without('update', 'append-only')),
  },
  {
    id: 'rule.items-never-more',
    violates: 'rule.append-only',
    sentence: 'Refuses to append items.',
    applies: ruled('update', 'append-only'),
    wrap: during(['update'], (outcome, { call, resource, moment, type }) => {
      const body = jsonOf(call)
      const places = rulesOf(moment.contract.behaviour.resources[type] ?? {}, 'append-only').map((rule) => rule.at)
      const length = (value: unknown) => (Array.isArray(value) ? value.length : 0)
      const grows = places.some((place) => length(at(body, place)) > length(at(resource?.fields, place)))
      return grows ? refused(call, 'there are enough of them') : outcome
    }),
  },
  {
    id: 'rule.range-narrowed',
    violates: 'rule.only-grows',
    sentence: 'Lets an update narrow a range that can only grow.',
    applies: ruled('update', 'only-grows'),
    wrap: accepts(['rule-broken'], without('update', 'only-grows')),
  },
  {
    id: 'rule.range-narrowed-all-the-same',
    violates: 'rule.only-grows',
    sentence: 'Refuses to narrow such a range, and narrows it.',
    applies: ruled('update', 'only-grows'),
    wrap: doesAnyway(['rule-broken'], without('update', 'only-grows')),
  },
  {
    id: 'rule.in-company',
    violates: 'rule.alone',
    sentence: 'Makes a change that has to come alone together with others.',
    applies: aloneIn,
    wrap: accepts(['rule-broken'], without('update', 'apart')),
  },
  {
    id: 'rule.in-company-all-the-same',
    violates: 'rule.alone',
    sentence: 'Refuses a change that has to come alone together with others, and makes it.',
    applies: aloneIn,
    wrap: doesAnyway(['rule-broken'], without('update', 'apart')),
  },
  {
    id: 'rule.never-in-company',
    violates: 'rule.alone',
    sentence: 'Refuses what has to be absent from a change also where nothing changes.',
    applies: aloneIn,
    wrap: during(['update'], (outcome, { call, moment, type }) => {
      const body = namingOf(call)?.body ?? jsonOf(call)
      const rules = rulesOf(moment.contract.behaviour.resources[type] ?? {}, 'apart').filter(({ each, when }) => each === undefined && when.is === undefined)
      const both = rules.some(({ when, without: places }) => at(body, when.at) !== undefined && places.some((place) => at(body, place) !== undefined))
      return both ? refused(call, 'one at a time') : outcome
    }),
  },
]
