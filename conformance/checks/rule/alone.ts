import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { samplesAt, schemaBelow } from '../../generate/samples.ts'
import { list, shapeAt } from '../../generate/shape.ts'
import { isBlank, standsFor } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { allOf } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { knowsOffers, laterOn } from '../../rules/next.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at, isObject, steps, withAt } from '../../../specs/json.ts'
import { around, askedFor, attempt, changeable, changeOf, look, performed, refusals, turnedAway, withoutEffect } from './steps.ts'
import type { ResourceType, Rule } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Changeable } from './steps.ts'

type Apart = Extract<Rule, { readonly rule: 'apart' }>

/** The value that follows at a place: the next version where there are versions, else any other. */
function following({ type, contract, where }: Changeable, place: string, before: Json | undefined): Json | undefined {
  if (rulesOf(type, 'one-minor-at-a-time').some((rule) => rule.at === place)) return laterOn(type, place, { before, by: 1 })
  return samplesAt({ contract, where }, place).find((value) => !standsFor(value, at(before, place)))
}

/** As much of what is shown as a body may hold, without what is blank. */
function cut(contract: Contract, where: string | undefined, value: Json | undefined): Json | undefined {
  const shape = where === undefined ? undefined : shapeAt(contract.document, where)
  if (shape === undefined || value === undefined || isBlank(value)) return undefined
  if (Array.isArray(value)) return list(value).map((item) => cut(contract, shape.items, item) ?? item)
  if (!isObject(value) || shape.properties.size === 0) return value
  const members = [...shape.properties].flatMap(([name, below]) => {
    const member = cut(contract, below, value[name])
    return member === undefined ? [] : [[name, member] as const]
  })
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

/** How the change is tried together with what has to be absent. */
const ways = ['named beside it', 'sent beside it, and not named'] as const

/** A body with the change and what has to be absent, as it stands; the mask names the first alone or whatever the body holds. */
function together(
  changing: Changeable,
  { when, without }: Apart,
  { before, value, way }: { readonly before: Json | undefined; readonly value: Json | undefined; readonly way: string },
) {
  const { contract, where, mask } = changing
  const beside = without.flatMap((place) => {
    const now = cut(contract, schemaBelow(contract, where, place), at(before, place))
    return now === undefined ? [] : [[place, now] as const]
  })
  const alone = value === undefined ? undefined : changeOf(changing, before, [{ place: when.at, value }])
  if (alone === undefined || beside.length === 0 || (way === ways[1] && mask === undefined)) return undefined
  const body = beside.reduce<Json>((made, [place, now]) => withAt(made, place, now), alone)
  const named = mask === undefined ? body : withAt(body, mask.at, way === ways[1] ? steps(when.at).join('.') : undefined)
  return isObject(named) ? named : undefined
}

/** One that the run has already, where the change is still to be made, else one of its own. */
async function unchanged(api: Api, changing: Changeable, place: string): Promise<Handle> {
  const handle = await api.borrow()
  const before = await look(api, changing, { handle, label: 'at first' })
  return following(changing, place, before) === undefined ? api.make('create') : handle
}

const alone = check({
  id: 'rule.alone',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const rules = reading.rules('apart')
    const changes = rules.kind === 'met' ? rules.value.filter(({ each, when }) => each === undefined && when.is === undefined) : []
    const because = `no change of a ${reading.resource} has to come alone`
    return all({ rules: changes.length > 0 ? met(changes) : unmet(because), changing: changeable(reading), refusing: refusals(reading) })
  },
  scenario: ({ rules }) => every(rules.flatMap(({ when }) => ways.map((way) => [when.at, way]))),
  drive: async (api, { rules, changing }, tries) => {
    for (const rule of rules.filter(({ when }) => tries.some(([place]) => place === when.at))) {
      const place = rule.when.at
      const handle = await unchanged(api, changing, place)
      const same = (before: Json | undefined) => together(changing, rule, { before, value: at(before, place), way: ways[0] })
      await attempt(api, changing, { handle, label: `${place} as it is`, body: same })
      for (const [, way = ''] of tries.filter(([found]) => found === place)) {
        const both = (before: Json | undefined) => together(changing, rule, { before, value: following(changing, place, before), way })
        await attempt(api, changing, { handle, label: `${place}: ${way}`, body: both })
      }
      const only = (before: Json | undefined): JsonObject | undefined => {
        const value = following(changing, place, before)
        return value === undefined ? undefined : changeOf(changing, before, [{ place, value }])
      }
      await attempt(api, changing, { handle, label: `${place} alone`, body: only })
    }
  },
  judge: (history, { rules, changing, refusing }, tries) =>
    allOf(
      rules
        .filter(({ when }) => tries.some(([place]) => place === when.at))
        .map((rule) => {
          const labels = tries.filter(([place]) => place === rule.when.at).map(([place = '', way = '']) => `${place}: ${way}`)
          return leaning(judged(history, { rule, labels, changing, refusing }), [rule])
        }),
    ),
})

interface Judged {
  readonly rule: Apart
  readonly labels: readonly string[]
  readonly changing: Changeable
  readonly refusing: readonly Sourced[]
}

/** Effect first; then the control; then the status, and what may well stand beside a value that stays. */
function judged(history: History, { rule: { when }, labels, changing: { type }, refusing }: Judged): Judgement {
  const effects = labels.map((label) => withoutEffect(history, type, label))
  const wrong = effects.find(({ kind }) => kind === 'broken')
  if (wrong !== undefined) return wrong
  if (labels.every((label) => history.find(label) === undefined))
    return unclear('no other value is known for the change, or nothing is there that has to be absent beside it')
  const control = leaning(changed(history, type, when.at), offersAt(type, when.at))
  if (control.kind !== 'kept') return control
  const same = `${when.at} as it is`
  return allOf([...effects, ...labels.map((label) => turnedAway(history, refusing, label)), performed(history, same, 'a request in which nothing changes')])
}

function offersAt(type: ResourceType, place: string): readonly Sourced[] {
  return rulesOf(type, 'offered').filter((rule) => rule.at === place)
}

function changed(history: History, type: ResourceType, place: string): Judgement {
  const label = `${place} alone`
  if (history.find(label) === undefined) return unclear(`no other value is known for ${place}`)
  const done = performed(history, label, `an update of ${place} alone`)
  const isKnown = knowsOffers(type, place, history.answer(`before ${label}`)?.json)
  if (done.kind === 'broken') return isKnown ? done : unclear(`whether another value is on offer is not known: ${done.actual}`)
  const views = around(history, label)
  if (views === undefined) return unclear('the resource could not be seen before and after')
  const [asked, shown] = [askedFor(history, label, place), at(views.after, place)]
  return standsFor(asked, shown) ? kept : broken(`${text(asked)} at ${place}`, text(shown), `after ${label}`)
}

export const apartFromOthers: readonly Check[] = [alone]
