import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { schemaBelow } from '../../generate/samples.ts'
import { succeeded } from '../../history.ts'
import { moved } from '../../judge/effect.ts'
import { leaning } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { parted } from '../../rules/ground.ts'
import { broken, unclear } from '../../verdict.ts'
import { at, isObject, valuesAt, withAt } from '../../../specs/json.ts'
import { makeDependant } from '../dependant.ts'
import { refusalsOf } from '../rule/ruled.ts'
import { refusedFor } from '../rule/verdicts.ts'
import { versionsIn } from '../validation/verdicts.ts'
import { lookAt, memberships, relation } from './needs.ts'
import type { Rule } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Known } from '../rule/ruled.ts'
import type { Relation } from './needs.ts'

type MemberOf = Extract<Rule, { readonly rule: 'member-of' }>

/** Rules about parts that others rely on, where an update can take such a part away and there are more of them than are relied on. */
interface Parts {
  readonly between: Relation
  readonly update: string
  readonly rules: readonly MemberOf[]
}

function parts(reading: Reading): Need<Parts> {
  const own = all({ between: relation(reading), update: reading.operation('update') })
  if (own.kind === 'unmet') return own
  const { between, update } = own.value
  const where = update.operation.requestBody?.schema
  const rules = memberships(between).filter(({ of }) => {
    const array = parted(of)?.array
    return (
      array !== undefined &&
      where !== undefined &&
      schemaBelow(between.contract, where, array) !== undefined &&
      Array.isArray(at(reading.type.serves?.fields, array))
    )
  })
  return rules.length === 0
    ? unmet(`no update of a ${reading.resource} can take away what another resource relies on`)
    : { ...own, value: { between, update: update.id, rules: rules.toSorted((a, b) => strength(a) - strength(b)) } }
}

function strength({ basis }: MemberOf): number {
  return ['documented', 'client', 'assumed'].indexOf(basis)
}

const labels = {
  free: 'taking away what nobody relies on',
  attempt: ({ at: place }: MemberOf) => `taking away what ${place} names`,
  before: ({ at: place }: MemberOf) => `before ${place}`,
  after: ({ at: place }: MemberOf) => `after ${place}`,
} as const

const inUseKept = check({
  id: 'pre.in-use-kept',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ parts: parts(reading), refusals: met(refusalsOf(reading, ['in-use'])) }),
  scenario: ({ parts: { rules } }) => every(rules.map(({ at: place }) => place)),
  drive: async (api, { parts: { between, update, rules } }, places) => {
    const handle = await api.make('create', between.type.serves?.fields)
    const named = await lookAt(api, between, { label: 'named', handle })
    const user = await makeDependant(api, between.by, { label: 'dependant', named })
    const change = (label: string, body: JsonObject) => api.send(label, { operation: update, params: handle.params, body })
    const [first] = rules
    const spare = first && spareIn(between, { rule: first, rules, user: user.body })
    if (first === undefined || spare === undefined) throw new Blocked('there is no part that nobody relies on')
    await change(labels.free, lessOne(handle.body, first, spare))
    await api.settle('settling', handle)
    for (const rule of rules.filter(({ at: place }) => places.includes(place))) {
      const [used] = valuesAt(user.body, rule.at)
      if (used === undefined) continue
      await lookAt(api, between, { label: labels.before(rule), handle })
      await change(labels.attempt(rule), lessOne(lessOne(handle.body, first, spare), rule, used))
      await lookAt(api, between, { label: labels.after(rule), handle })
    }
  },
  judge: (history, { parts: { between, rules }, refusals }, places) =>
    allOf(
      rules
        .filter((rule) => places.includes(rule.at) && history.find(labels.attempt(rule)) !== undefined)
        .map((rule) => keptFor(history, { between, rule, refusals })),
    ),
})

interface Tried {
  readonly between: Relation
  readonly rule: MemberOf
  readonly refusals: readonly Known[]
}

function keptFor(history: History, { between: { type, sight }, rule, refusals }: Tried): Judgement {
  const [control, attempt, before, after] = [labels.free, labels.attempt(rule), labels.before(rule), labels.after(rule)].map((label) => history.find(label))
  const id = idIn(type, history.answer('create')?.json)
  const [was, is] = [before, after].map((exchange) => sight.shown(exchange, id))
  if (!succeeded(before) || !succeeded(after) || was === undefined || is === undefined)
    return unclear(`the state before or after is not known: ${told(before)}, ${told(after)}`)
  const places = moved(type, { before: was, after: is }, versionsIn(type))
  if (places.length > 0 && !succeeded(attempt))
    return leaning(broken('the resource is as it was', `${told(attempt)}, and yet ${places.join(', ')} changed`, labels.attempt(rule)), [rule])
  return refusedFor({ control, attempt, leansOn: [rule], refusals })
}

/** A part that nothing in the body of whoever names it relies on. */
function spareIn(
  { type }: Relation,
  { rule, rules, user }: { readonly rule: MemberOf; readonly rules: readonly MemberOf[]; readonly user: JsonObject },
): Json | undefined {
  const used = rules.flatMap(({ at: place }) => valuesAt(user, place))
  return valuesAt(type.serves?.fields, rule.of).findLast((value) => !used.some((one) => sameJson(one, value)))
}

/** The array of parts without one of them. */
function lessOne(body: JsonObject, { of }: MemberOf, part: Json): JsonObject {
  const { array = '', below = '' } = parted(of) ?? {}
  const items = at(body, array)
  const left = Array.isArray(items) ? (items as readonly Json[]).filter((item) => !sameJson(at(item, below), part)) : []
  const made = withAt({}, array, left)
  return isObject(made) ? made : {}
}

export const usage: readonly Check[] = [inUseKept]
