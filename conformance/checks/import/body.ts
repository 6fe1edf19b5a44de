import { check } from '../../check.ts'
import { everyMutant } from '../../generate/bodies.ts'
import { every } from '../../generate/every.ts'
import { count, shapeAt } from '../../generate/shape.ts'
import { succeeded } from '../../history.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { at, withAt } from '../../../specs/json.ts'
import { unclear } from '../../verdict.ts'
import { fresh, judged, labels, tryImports } from './attempts.ts'
import { importing } from './needs.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Attempted } from './attempts.ts'
import type { Importing } from './needs.ts'

/** One violation of the schema, or one value at a bound. `value` is absent where the member is left out. */
type Case = { readonly name: string; readonly at: string; readonly keyword: string; readonly value?: Json }

const judgedHere = new Set(['required', 'minLength', 'maxLength', 'type', 'pattern', 'enum', 'additionalProperties', 'unevaluatedProperties'])
const isUnknown = (keyword: string) => keyword === 'additionalProperties' || keyword === 'unevaluatedProperties'

const bodyRefused = check({
  id: 'imp.body-refused',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ own: importing(reading), statuses: statuses(reading), cases: cases(reading) }),
  scenario: ({ cases: found }) => every(found),
  drive: (api, { own, statuses: right }, found) => tryImports(api, own, attempts({ right, own }, found)),
  judge: (history, { own, statuses: right }, found) => judged(history, own, attempts({ right, own }, found)),
})

const bodyAtBounds = check({
  id: 'imp.body-at-bounds',
  proves: 'imp.body-refused',
  cost: 'destructive',
  uses: 'own',
  each: 'provider',
  runs: 1,
  needs: (reading) => {
    const own = importing(reading)
    if (own.kind === 'unmet') return own
    const found = fits(own.value)
    return found.length === 0 ? unmet(`no text in the import of a ${reading.resource} has a bound that can be met`) : all({ own, found: met(found) })
  },
  scenario: ({ found }) => every(found),
  drive: async (api, { own }, found) => {
    await api.control(labels.control, { operation: own.id, body: fresh(api, own) })
    for (const { name, at: place, value } of found) await api.send(name, { operation: own.id, body: withAt(fresh(api, own), place, value) })
  },
  judge: (history, _, found) => {
    const control = history.find(labels.control)
    if (!succeeded(control)) return unclear(`a plain body was not accepted: ${told(control)}`)
    return allOf(found.map(({ name }) => accepted(history.find(name))))
  },
})

interface Statuses {
  readonly invalid: readonly number[]
  readonly unknown: readonly number[]
}

/** Unknown members only where the documents say that they are refused. */
function statuses(reading: Reading): Need<Statuses> {
  const invalid = reading.refusal('invalid-body')
  const policy = reading.stated(({ content }) => content.unknownFields, '')
  const strict = policy.kind === 'met' && policy.value.policy === 'refuse' && policy.value.basis === 'documented'
  const unknown = strict ? map(all({ policy, refusal: reading.refusal('unknown-field') }), ({ refusal }) => refusal.statuses) : met([])
  return all({ invalid: map(invalid, ({ statuses: right }) => right), unknown })
}

/** Each violation of the schema that the documents vouch for, null aside: of that, documents rarely say. */
function cases(reading: Reading): Need<readonly Case[]> {
  const [own, right] = [importing(reading), statuses(reading)]
  if (own.kind === 'unmet') return own
  const { contract, schema, type } = own.value
  const mutants = everyMutant({ contract, where: schema, hints: new Map(), unsure: type.unsure ?? [] })
  const wanted = mutants.filter(
    (mutant) =>
      mutant.at !== '' &&
      judgedHere.has(mutant.keyword) &&
      at(mutant.body, mutant.at) !== null &&
      (!isUnknown(mutant.keyword) || (right.kind === 'met' && right.value.unknown.length > 0)),
  )
  const found = wanted.map(({ body, at: place, keyword, variant }): Case => {
    const value = at(body, place)
    return { name: `${place}, ${keyword}, ${variant}`, at: place, keyword, ...(value !== undefined && { value }) }
  })
  return found.length > 0 ? met(onePerType(found)) : unmet(`nothing in the import of a ${reading.resource} can be violated`)
}

/** Of several wrong types at one place the first one: all of them are one promise. */
function onePerType(found: readonly Case[]): readonly Case[] {
  return found.filter((one, index) => one.keyword !== 'type' || found.findIndex(({ at: place, keyword }) => place === one.at && keyword === 'type') === index)
}

function attempts({ right, own }: { readonly right: Statuses; readonly own: Importing }, found: readonly Case[]): readonly Attempted[] {
  return found.map(({ name, at: place, keyword, value }) => ({
    label: name,
    of: (plain) => withAt(plain, place, value),
    statuses: isUnknown(keyword) ? right.unknown : [...right.invalid, ...otherwise(own, place)],
  }))
}

/** What is not valid may be refused for what it names as well. */
function otherwise({ contract, type }: Importing, place: string): readonly number[] {
  const reasons = [
    ...(!rulesOf(type, 'exists').some((rule) => rule.at === place) ? [] : (['unknown-reference'] as const)),
    ...(type.kubeconfigs?.[place] === undefined ? [] : (['unusable-kubeconfig'] as const)),
  ]
  return reasons.flatMap((reason) => {
    const reply = contract.behaviour.errors.refusals[reason]
    return reply === undefined ? [] : [reply.status, ...(reply.tolerated ?? [])]
  })
}

/** Texts exactly at their bounds, in members that are neither a kubeconfig nor the name of something else. */
function fits({ contract, schema, type }: Importing): readonly Case[] {
  const named = new Set([...rulesOf(type, 'exists').map((rule) => rule.at), ...Object.keys(type.kubeconfigs ?? {})])
  const unsure = new Set((type.unsure ?? []).map(({ at: place }) => place))
  return [...(shapeAt(contract.document, schema)?.properties ?? [])].flatMap(([member, where]) => {
    const place = `/${member}`
    if (named.has(place) || unsure.has(place)) return []
    return (['minLength', 'maxLength'] as const).flatMap((keyword): Case[] => {
      const length = count(shapeAt(contract.document, where)?.keywords[keyword])
      const value = length === undefined || length < 1 || length > 4096 ? undefined : 'c'.repeat(length)
      const isFit = value !== undefined && contract.validate(where, value).length === 0
      return isFit ? [{ name: `${place} exactly at ${keyword}`, at: place, keyword, value }] : []
    })
  })
}

export const bodies: readonly Check[] = [bodyRefused, bodyAtBounds]
