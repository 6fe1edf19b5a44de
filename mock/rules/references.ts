import { rulesOf, type Rule } from '../../specs/behaviour.ts'
import { at, placesAt, valuesAt, type Json, type JsonObject } from '../../specs/json.ts'
import type { Context } from '../context.ts'
import { addressOf } from '../existence.ts'
import { members, present, stands, typeOf } from '../moment.ts'
import { idOf, isLeaving, type Resource } from '../record.ts'
import { represent } from '../represent.ts'
import { called, isOneOf, same, touches, type Broken, type Judged } from './judged.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>

/** A field that names a resource names one that is there, in the same scope, and is ready to be named. */
export function exists(rule: Of<'exists'>, judged: Judged, context: Context): Broken | undefined {
  if (!touches(judged, [rule.at, ...Object.keys(rule.where ?? {})]) && valuesAt(judged.sent, rule.at).length === 0) return undefined
  if (rule.where !== undefined && !isOneOf(judged.after, rule.where)) return undefined
  for (const place of placesAt(judged.after, rule.at)) {
    const id = at(judged.after, place)
    const fault = typeof id === 'string' ? faultOf(rule, id, context) : undefined
    if (fault !== undefined) return { at: place, ...fault }
  }
  return undefined
}

function faultOf({ resource, phases }: Of<'exists'>, id: string, context: Context): Omit<Broken, 'at'> | undefined {
  const { moment } = context
  const { title, writesWhileDeleting } = typeOf(moment, resource)
  const facts = { resource: title, id }
  const found = presentAt(context, resource, id)
  if (found === undefined) return { refusal: 'unknown-reference', detail: `there is no ${title} "${id}"`, facts }
  if (isLeaving(found) && writesWhileDeleting !== undefined) return { refusal: 'still-deleting', detail: `the ${title} is being deleted`, facts }
  const { phase } = stands(moment, found)
  if (phases === undefined || phases.includes(phase)) return undefined
  return { refusal: 'not-ready', detail: `the ${title} is ${phase}`, facts }
}

/** The value is what the resource that is named elsewhere shows. */
export function equal(rule: Of<'equal'>, judged: Judged, context: Context): Broken | undefined {
  if (!touches(judged, [rule.at, rule.through])) return undefined
  const named = namedAt(context, judged.after, rule.through)
  if (named === undefined) return undefined
  const place = placesAt(judged.after, rule.at).find((each) => !same(at(judged.after, each), at(named.shown, rule.to)))
  return place === undefined
    ? undefined
    : { at: place, detail: `${called(place)} is not the ${called(rule.to)} of the ${named.title} that ${called(rule.through)} names` }
}

/** The values are among those that the resource that is named elsewhere shows. */
export function memberOf(rule: Of<'member-of'>, judged: Judged, context: Context): Broken | undefined {
  if (!touches(judged, [rule.at, rule.through])) return undefined
  const named = namedAt(context, judged.after, rule.through)
  if (named === undefined) return undefined
  const there = textsOf(valuesAt(named.shown, rule.of))
  const place = placesAt(judged.after, rule.at).find((each) => !there.has(JSON.stringify(at(judged.after, each) ?? null)))
  return place === undefined
    ? undefined
    : { at: place, detail: `${called(place)} is none of the ${called(rule.of)} of the ${named.title} that ${called(rule.through)} names` }
}

interface Named {
  readonly shown: JsonObject
  readonly title: string
}

function namedAt(context: Context, fields: JsonObject, through: string): Named | undefined {
  const { moment, type } = context
  const rule = rulesOf(type, 'exists').find(({ at: place }) => place === through)
  const id = at(fields, through)
  const found = rule === undefined || typeof id !== 'string' ? undefined : presentAt(context, rule.resource, id)
  return found === undefined || rule === undefined ? undefined : { shown: represent(moment, found), title: typeOf(moment, rule.resource).title }
}

function presentAt(context: Context, type: string, id: string): Resource | undefined {
  return present(context.moment, type, [...addressOf(context, typeOf(context.moment, type).address.slice(0, -1)), id])
}

/** An update takes no value away that a resource relies on: `member-of`, seen from its other end. */
export function reliedOn(context: Context, { after }: Judged): Broken | undefined {
  const { moment, behaviour, resource } = context
  if (resource === undefined) return undefined
  for (const [name, user] of Object.entries(moment.contract.behaviour.resources)) {
    if (user.rules === undefined) continue
    for (const rule of rulesOf(user, 'member-of')) {
      if (!rulesOf(user, 'exists').some(({ at: place, resource: named }) => place === rule.through && named === behaviour.resource)) continue
      const lost = lostBy(context, resource, { after, of: rule.of })
      const blocker = lost.size === 0 ? undefined : userOf(context, name, { rule, id: idOf(resource), lost })
      if (blocker === undefined) continue
      const needed = textsOf(valuesAt(blocker.fields, rule.at).filter((value) => lost.has(JSON.stringify(value))))
      const detail = `the ${user.title} ${idOf(blocker)} relies on ${[...needed].join(', ')} of ${called(rule.of)}`
      return { refusal: 'in-use', at: rule.of.split('/*')[0] ?? '', detail, facts: { blocker: idOf(blocker) } }
    }
  }
  return undefined
}

/** The values, as JSON texts, that a resource shows no longer once it is changed. */
function lostBy({ moment }: Context, resource: Resource, { after, of }: { readonly after: JsonObject; readonly of: string }): ReadonlySet<string> {
  const stays = textsOf(valuesAt(represent(moment, { ...resource, fields: after }), of))
  return new Set([...textsOf(valuesAt(represent(moment, resource), of))].filter((text) => !stays.has(text)))
}

interface Relying {
  readonly rule: Of<'member-of'>
  readonly id: string
  readonly lost: ReadonlySet<string>
}

function userOf(context: Context, type: string, { rule, id, lost }: Relying): Resource | undefined {
  const scope = addressOf(context, typeOf(context.moment, type).address.slice(0, -1))
  const uses = ({ fields }: Resource): boolean => at(fields, rule.through) === id && valuesAt(fields, rule.at).some((value) => lost.has(JSON.stringify(value)))
  return members(context.moment, type, scope).find(uses)
}

function textsOf(values: readonly Json[]): ReadonlySet<string> {
  return new Set(values.map((value) => JSON.stringify(value)))
}
