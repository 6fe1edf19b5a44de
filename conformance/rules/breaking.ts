import { minimal } from '../generate/minimal.ts'
import { createBody } from '../naming.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { encodedTrial } from './breaking/encoded.ts'
import { apartTrial, exclusiveTrial, togetherTrial } from './breaking/given.ts'
import { combinationTrial } from './breaking/combined.ts'
import { equalTrial, existsTrial, memberTrial, offeredTrial } from './breaking/references.ts'
import { orderedTrial, singleTrial, uniqueTrial } from './breaking/values.ts'
import { schemaAt } from './ground.ts'
import { obeying } from './obeying.ts'
import { holder, placesOf, ruledPlaces, touches } from './places.ts'
import type { Rule } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'
import type { Ground } from './ground.ts'
import type { Found, Trial, Variant } from './trial.ts'

/**
 * For each rule, bodies that keep it and bodies that break it and no other one, made of a plain body that keeps all rules. Rules
 * about change, and about a name among those of others, have none: they take more than one request.
 */
export function trialsOf(ground: Ground, rules: readonly Rule[], action: 'create' | 'update'): readonly Trial[] {
  const names = new Set<string>()
  const isNew = ({ name }: Variant) => !names.has(name) && names.add(name).size > 0
  return rules
    .filter((rule) => isSent(ground, rule, action))
    .flatMap((rule) => {
      const trial = trialOf(ground, rule)
      if (trial === undefined) return []
      const keeping = trial.keeping.map((variant) => otherwiseKept(ground, variant, { rule, action }))
      const breaking = trial.breaking.map((variant) => otherwiseKept(ground, variant, { rule, action })).filter((variant) => isSingle(ground, variant, action))
      const fresh = breaking.filter(isNew)
      return fresh.length === 0 ? [] : [{ rule, keeping: keeping.filter((variant) => isSingle(ground, variant, action)), breaking: fresh }]
    })
}

function trialOf(ground: Ground, rule: Rule): Trial | undefined {
  switch (rule.rule) {
    case 'exists':
      return existsTrial(ground, rule)
    case 'equal':
      return equalTrial(ground, rule)
    case 'member-of':
      return memberTrial(ground, rule)
    case 'offered':
      return offeredTrial(ground, rule)
    case 'unique':
      return rule.within === undefined ? uniqueTrial(ground, rule) : undefined
    case 'at-most-one':
      return singleTrial(ground, rule)
    case 'exclusive-or':
      return exclusiveTrial(ground, rule)
    case 'all-or-none':
      return togetherTrial(ground, rule)
    case 'apart':
      return apartTrial(ground, rule)
    case 'decodes-as':
      return encodedTrial(ground, rule)
    case 'ordered':
      return orderedTrial(ground, rule)
    case 'combination':
      return combinationTrial(ground, rule)
    case 'immutable':
    case 'append-only':
    case 'only-grows':
    case 'one-minor-at-a-time':
      return undefined
  }
}

/** Whether the body has the places of a rule; in an update, ones that may change freely. */
function isSent(ground: Ground, rule: Rule, action: 'create' | 'update'): boolean {
  const places = placesOf(rule)
  if (!places.every((place) => schemaAt(ground, place) !== undefined)) return false
  // An update that gives some of them may leave the others as they are, and all is well.
  if (action === 'update' && rule.rule === 'all-or-none') return false
  return action === 'create' || !places.some((place) => touches(ruledPlaces(ground.type, 'update'), holder(place)))
}

/** The variant with whatever else its body would break put right. */
function otherwiseKept({ schema: { rules = [] } }: Ground, variant: Variant, { rule, action }: { readonly rule: Rule; readonly action: string }): Variant {
  const others = rules.filter((other) => other !== rule && (action === 'update' || other.rule !== 'apart' || other.when.is !== undefined))
  return {
    ...variant,
    of: (plain, found) => {
      const body = variant.of(plain, found)
      return body === undefined ? undefined : obeying(body, others)
    },
  }
}

/** True where the document has nothing against the body, so that only the rule can be the reason of a refusal. */
function isSingle(ground: Ground, { of }: Variant, action: 'create' | 'update'): boolean {
  const { contract, where } = ground.schema
  const body = of(sampleOf(ground, action), stand(ground))
  return body === undefined || contract.validate(where, body).length === 0
}

/** A plain body as the checks send them. */
export function sampleOf({ schema: { contract }, resource, known }: Ground, action: 'create' | 'update'): Json {
  const { ids, shown } = known
  return action === 'update' ? {} : createBody(contract, resource, { name: 'cp-sample', ids, ...(shown && { shown }) })
}

/** Stands in for what is found in the course of a run. */
function stand(ground: Ground): Found {
  const { contract } = ground.schema
  const form = (resource: string): string => {
    const where = rulesOf(ground.type, 'exists').flatMap((rule) => (rule.resource === resource ? (schemaAt(ground, rule.at) ?? []) : []))[0]
    const id = where === undefined ? undefined : minimal(contract.document, where)
    return typeof id === 'string' && id !== 'sample' ? id : 'sample-0a1b2c3d'
  }
  const some = new Map(Object.keys(contract.behaviour.resources).map((resource) => [resource, form(resource)] as const))
  return { ours: some, theirs: some }
}
