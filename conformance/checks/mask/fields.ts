import { isBlank, standsFor } from '../../judge/effect.ts'
import { samplesAt, schemaBelow } from '../../generate/samples.ts'
import { knownPaths, placeOf } from '../../mask.ts'
import { appended, rangeOf, wider } from '../../rules/changing.ts'
import { knowsOffers, laterOn } from '../../rules/next.ts'
import { memberCandidates } from '../../rules/members.ts'
import { ruledPlaces, touches } from '../../rules/places.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at, withAt } from '../../../specs/json.ts'
import { weakest } from '../../../specs/statement.ts'
import type { Mask, ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Acquaintance } from '../../rules/named.ts'

/** A field that a mask can name, and what may be put there. */
export interface MaskField {
  readonly path: string
  readonly place: string
  /** `free`: any valid value will do; `bound`: rules say how it may change; `step`: the same, and there are few steps to take. */
  readonly kind: 'free' | 'bound' | 'step'
  /** Valid values besides the one that stands there. */
  readonly values: (before: Json | undefined) => readonly Json[]
  /** What it leans on that the path is understood and the value taken. */
  readonly leansOn: readonly Sourced[]
  /** What is told of the spelling of texts. */
  readonly spelling?: ResourceType['spelling'] | undefined
}

/** Where the fields of one resource type come from. */
export interface Source {
  readonly contract: Contract
  readonly type: ResourceType
  readonly mask: Mask
  /** Pointer of the schema of the update's body. */
  readonly where: string
  readonly known: Acquaintance
}

/** The fields that the paths of a mask stand for, those that lean on the strongest statements first, objects before their members. */
export function fieldsOf(source: Source): readonly MaskField[] {
  const { mask, contract, where } = source
  const fields = knownPaths(mask).flatMap((path) => (schemaBelow(contract, where, placeOf(path)) === undefined ? [] : fieldAt(source, path)))
  return fields.toSorted((a, b) => rank(a) - rank(b) || depth(a) - depth(b))
}

/** Fields of any value that lean on documents alone, or all of any value where those are too few. */
export function firmest(fields: readonly MaskField[], least: number): readonly MaskField[] {
  const free = fields.filter(({ kind }) => kind === 'free')
  const documented = free.filter((field) => basisOf(field) === 'documented')
  return apart(documented).length >= least ? documented : free
}

/** Those of which none holds another one; what comes first stays. */
export function apart(fields: readonly MaskField[]): readonly MaskField[] {
  return fields.reduce<readonly MaskField[]>((chosen, field) => (chosen.some((one) => overlap(one, field)) ? chosen : [...chosen, field]), [])
}

/** The fields in the fewest updates: together only what does not hold one another and leans on equally much; steps alone and last. */
export function rounds(fields: readonly MaskField[]): readonly (readonly MaskField[])[] {
  const steps = fields.filter(({ kind }) => kind === 'step')
  const groups: MaskField[][] = []
  for (const field of fields.filter(({ kind }) => kind !== 'step')) {
    const group = groups.find((one) => one.every((other) => !overlap(other, field) && basisOf(other) === basisOf(field)))
    if (group === undefined) groups.push([field])
    else group.push(field)
  }
  return [...groups, ...steps.map((step) => [step])]
}

export function overlap(one: { readonly path: string }, other: { readonly path: string }): boolean {
  return one.path === other.path || one.path.startsWith(`${other.path}.`) || other.path.startsWith(`${one.path}.`)
}

function basisOf({ leansOn }: MaskField) {
  return weakest(leansOn.map(({ basis }) => basis))
}

function rank(field: MaskField): number {
  return ['documented', 'client', 'assumed'].indexOf(basisOf(field))
}

function depth({ path }: MaskField): number {
  return path.split('.').length
}

function fieldAt(source: Source, path: string): readonly MaskField[] {
  const { type, contract, where } = source
  const place = placeOf(path)
  const leansOn = reasons(source, path)
  const fresh = (values: readonly Json[]) => (before: Json | undefined) =>
    values.filter((value) => !standsFor(value, at(before, place)) && contract.validate(schemaBelow(contract, where, place) ?? '', value).length === 0)
  if (!touches(ruledPlaces(type, 'update'), place)) {
    const values = samplesAt({ contract, where, ...(type.rules && { rules: type.rules }) }, place)
    return values.length > 0 ? [{ path, place, kind: 'free', leansOn, spelling: type.spelling, values: fresh(values) }] : []
  }
  const bound = boundAt(source, place)
  return bound === undefined ? [] : [{ path, place, kind: bound.kind, leansOn, values: (before) => fresh(bound.values(before))(before) }]
}

interface Bound {
  readonly kind: 'bound' | 'step'
  readonly values: (before: Json | undefined) => readonly Json[]
}

/** What rules about change let a field become. */
function boundAt(source: Source, place: string): Bound | undefined {
  const { type } = source
  if (rulesOf(type, 'append-only').some((rule) => rule.at === place)) return { kind: 'bound', values: (before) => longer(source, place, before) }
  if (rulesOf(type, 'one-minor-at-a-time').some((rule) => rule.at === place)) return { kind: 'step', values: (before) => next(type, place, before) }
  const growing = rulesOf(type, 'only-grows').find(({ from, to }) => [from, to].some((end) => end === place || end.startsWith(`${place}/`)))
  return growing && { kind: 'bound', values: (before) => grown(source, { place, ...growing }, before) }
}

function longer(source: Source, place: string, before: Json | undefined): readonly Json[] {
  const had = at(before, place)
  const items: readonly Json[] = Array.isArray(had) ? had : []
  const more = appended(items, memberCandidates({ ...source, place, before }))
  return more === undefined ? [] : [more]
}

function next(type: ResourceType, place: string, before: Json | undefined): readonly Json[] {
  const version = knowsOffers(type, place, before) ? laterOn(type, place, { before, by: 1 }) : undefined
  return version === undefined ? [] : [version]
}

interface Growing {
  readonly place: string
  readonly from: string
  readonly to: string
}

/** A wider range as the value of the place that holds it, or of one of its ends; where there is none yet, any range. */
function grown({ contract, where }: Pick<Source, 'contract' | 'where'>, { place, from, to }: Growing, before: Json | undefined): readonly Json[] {
  const range = rangeOf(at(before, from), at(before, to))
  if (range === undefined) return place === from || place === to ? [] : samplesAt({ contract, where }, place)
  return wider(range).flatMap((next) => {
    const whole = withAt(withAt(withAt({}, place, at(before, place)), from, next.from), to, next.to)
    const value = at(whole, place)
    return value === undefined || isBlank(value) ? [] : [value]
  })
}

/** What it leans on that a path is understood, and that a value there is taken. */
function reasons({ mask, type }: Source, path: string): readonly Sourced[] {
  const place = placeOf(path)
  const below = (other: string) => touches([place], other)
  const stated = mask.paths.filter(({ names }) => names.includes(path))
  const unsure = (type.unsure ?? []).filter(({ at: where, keywords }) => keywords.includes('*') && below(where))
  const values = [...rulesOf(type, 'member-of'), ...rulesOf(type, 'offered'), ...rulesOf(type, 'append-only'), ...rulesOf(type, 'one-minor-at-a-time')]
  const ranges = rulesOf(type, 'only-grows').filter(({ from, to }) => below(from) || below(to))
  return [...stated, ...unsure, ...values.filter((rule) => below(rule.at)), ...ranges]
}
