import { minimal } from '../../generate/minimal.ts'
import { optionalAbove } from '../../generate/optional.ts'
import { list, shapeAt } from '../../generate/shape.ts'
import { sameJson } from '../../judge/view.ts'
import { idParameter, operationFor, resourceOf } from '../../resources.ts'
import { at, pointer, steps, withAt } from '../../../specs/json.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { membersFor, parted, schemaAt, valuesFor } from '../ground.ts'
import { isMeant, meant } from '../meant.ts'
import { touches } from '../places.ts'
import { placed, valuesOf } from '../trial.ts'
import { unlike } from '../unlike.ts'
import type { Rule } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Ground } from '../ground.ts'
import type { Trial, Variant } from '../trial.ts'

type Of<K extends Rule['rule']> = Extract<Rule, { readonly rule: K }>

/** Names something else: nothing at all, or what belongs to another tenant. */
export function existsTrial(ground: Ground, rule: Of<'exists'>): Trial | undefined {
  const { known, resource: own } = ground
  const { contract } = ground.schema
  const { at: place, resource } = rule
  if (parted(place) !== undefined) return undefined
  const id = known.ids.get(idParameter(resourceOf(contract, resource).type))
  // Of what the run knows none, no identifier of the same form can be made up, unless it is of the type that the run makes, or some can be found.
  if (id === undefined && resource !== own && !isFindable(ground, rule)) return undefined
  const there = (plain: Json) => (isMeant(rule, plain) ? at(plain, place) : undefined)
  const put = (plain: Json, value: Json | undefined) => (value === undefined ? undefined : withAt(housed(ground, meant(rule, plain), place), place, value))
  const instead = rule.where === undefined ? '' : ` instead of a ${resource}`
  return {
    rule,
    keeping: [
      {
        ...(isDoubtful(ground, place) && { doubtful: true }),
        name: `${place} names a ${resource} that is there`,
        of: (plain, { ours }) => (there(plain) !== undefined ? plain : put(plain, ours.get(resource))),
      },
    ],
    breaking: [
      {
        name: `${place} names nothing${instead}`,
        of: (plain, { ours }) => {
          const real = there(plain) ?? id ?? ours.get(resource)
          return typeof real === 'string' ? put(plain, unlike(real)) : undefined
        },
      },
      { name: `${place} names a ${resource} of another tenant`, of: (plain, { theirs }) => put(plain, theirs.get(resource)) },
    ],
  }
}

/** Whether some that is there can be looked for, where a body need not name any; it may be in any phase then. */
function isFindable({ schema: { contract, where } }: Ground, { at: place, resource, phases }: Of<'exists'>): boolean {
  return phases === undefined && optionalAbove(contract, where, place) !== undefined && operationFor(contract, resource, 'list') !== undefined
}

/** Whether a body that keeps the rule may be refused for the form of what is around the name. */
function isDoubtful({ type: { unsure = [], hands } }: Ground, place: string): boolean {
  const handed = hands === undefined ? [] : [hands.at]
  return touches([...unsure.filter(({ keywords }) => keywords.includes('*')).map((one) => one.at), ...handed], place)
}

/** The body with what has to be around a place, as plain as can be. */
function housed(ground: Ground, body: Json, place: string): Json {
  const path = steps(place)
  const lacking = path.slice(0, -1).map((_, index) => pointer(path.slice(0, index + 1)))
  const outer = lacking.find((one) => at(body, one) === undefined)
  const where = outer === undefined ? undefined : schemaAt(ground, outer)
  if (outer === undefined || where === undefined) return body
  return housed(ground, withAt(body, outer, minimal(ground.schema.contract.document, where)), place)
}

/** Has another value than what it follows from: one that could be right elsewhere, as far as one is known. */
export function equalTrial(ground: Ground, rule: Of<'equal'>): Trial | undefined {
  const { at: place, through, to } = rule
  const named = rulesOf(ground.type, 'exists').find((one) => one.at === through)?.resource
  const elsewhere = named === undefined ? [] : rulesOf(resourceOf(ground.schema.contract, named).type, 'offered').filter((one) => one.at === to)
  const own = rulesOf(ground.type, 'offered').filter((one) => one.at === place)
  const where = schemaAt(ground, place)
  const members = where === undefined ? [] : list(shapeAt(ground.schema.contract.document, where)?.keywords['enum'])
  const candidates = [...[...own, ...elsewhere].flatMap(({ values }) => values), ...members, ...valuesFor(ground, place, 3)]
  return {
    rule,
    keeping: [asItIs(`${place} is what ${through} has at ${to}`)],
    breaking: [
      {
        name: `${place} is not what ${through} has at ${to}`,
        of: (plain) => {
          const now = at(plain, place)
          const other = candidates.find((value) => !sameJson(value, now)) ?? (typeof now === 'string' ? unlike(now) : undefined)
          return other === undefined ? undefined : withAt(plain, place, other)
        },
      },
    ],
  }
}

/** Names a member that is not there: alone and, in an array, behind one that is. */
export function memberTrial(ground: Ground, rule: Of<'member-of'>): Trial | undefined {
  const array = parted(rule.at)?.array
  const place = array ?? rule.at
  const members = membersFor(ground, rule.at)
  const [member] = members
  const stranger = typeof member === 'string' ? strangerTo(members, member) : undefined
  const group = grouped(ground, place)
  if (stranger === undefined || group === undefined || (array !== undefined && parted(rule.at)?.below !== '')) return undefined
  const filled = (plain: Json) => group.reduce((body, [where, value]) => (at(body, where) === undefined ? placed(body, where, value) : body), plain)
  const breaking: readonly Variant[] =
    array === undefined
      ? [{ name: `${place} names what is not there`, of: (plain) => withAt(filled(plain), place, stranger) }]
      : [
          { name: `${place} names what is not there`, of: (plain) => withAt(filled(plain), place, [stranger]) },
          {
            name: `${place} names what is there and what is not`,
            of: (plain) => withAt(filled(plain), place, [...list(at(filled(plain), place)), stranger]),
          },
        ]
  return { rule, keeping: [{ name: `${place} names what is there`, of: filled }], breaking }
}

/** A value that nobody offers. Not where other rules decide what the value is. */
export function offeredTrial(ground: Ground, rule: Of<'offered'>): Trial | undefined {
  const { at: place, values } = rule
  const bound = (['exists', 'equal', 'member-of'] as const).flatMap((kind) => rulesOf(ground.type, kind).map((one) => one.at))
  const where = schemaAt(ground, place)
  if (where === undefined || parted(place) !== undefined || touches(bound, place)) return undefined
  const isOther = (value: Json) => !values.some((one) => sameJson(one, value)) && ground.schema.contract.validate(where, value).length === 0
  const near = values.flatMap((value) => (typeof value === 'string' ? [unlike(value)] : []))
  const other = [...near, ...valuesFor(ground, place, 20)].find(isOther)
  if (other === undefined) return undefined
  return {
    rule,
    keeping: [{ name: `${place} is on offer`, of: (plain) => (at(plain, place) === undefined ? placed(plain, place, values[0]) : plain) }],
    breaking: [{ name: `${place} is not on offer`, of: (plain) => withAt(plain, place, other) }],
  }
}

function asItIs(name: string): Variant {
  return { name, of: (plain) => plain }
}

/** Values for a place and for all that comes with it or not at all. */
export function grouped(ground: Ground, place: string): readonly (readonly [place: string, value: Json])[] | undefined {
  const group = rulesOf(ground.type, 'all-or-none').find(({ at: places }) => places.includes(place))
  return valuesOf(ground, group?.at ?? [place])
}

function strangerTo(members: readonly Json[], member: string): string {
  const candidate = unlike(member)
  return members.includes(candidate) ? `${candidate}-0` : candidate
}
