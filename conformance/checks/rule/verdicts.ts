import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { spelledAt } from '../../judge/spelling.ts'
import { refused } from '../../judge/refused.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { moved, standsFor } from '../../judge/effect.ts'
import { idIn } from '../../resources.ts'
import { holder, placesOf, touches } from '../../rules/places.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { itemsAt } from '../sight.ts'
import { versionsIn } from '../validation/verdicts.ts'
import { labels } from './attempts.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Exchange, History } from '../../history.ts'
import type { Variant } from '../../rules/trial.ts'
import type { Judgement } from '../../verdict.ts'
import type { Known, Ruled, Tried } from './ruled.ts'

/** Statuses by which any server may tell that a body is not right. */
const sensible = [400, 403, 404, 409, 412, 422]

/** Judges bodies that break rules, the ones that keep them first; what was never sent, because it could not be made, is left out. */
export function judgeRules(history: History, ruled: Ruled, wanted: readonly string[]): Judgement {
  const judgements = wanted.flatMap((label) => {
    const tried = ruled.tried.get(label)
    return tried === undefined || history.find(label) === undefined ? [] : [...keptBy(history, ruled, tried), judgeBreaking(history, ruled, { label, tried })]
  })
  return allOf(judgements)
}

/** The judgements of bodies that keep the rule: they are taken, and read back. */
function keptBy(history: History, ruled: Ruled, { action, trial }: Tried): readonly Judgement[] {
  return trial.keeping.flatMap((variant) => {
    const exchange = history.find(labels.keeping(action, variant))
    return exchange === undefined ? [] : [leaning(judgeKeeping(history, ruled, { variant, exchange, tried: { action, trial } }), [trial.rule])]
  })
}

interface Kept {
  readonly variant: Variant
  readonly exchange: Exchange
  readonly tried: Pick<Tried, 'action' | 'trial'>
}

function judgeKeeping(history: History, ruled: Ruled, { variant, exchange, tried: { action, trial } }: Kept): Judgement {
  const places = placesOf(trial.rule).map(holder)
  const sure = !(ruled.type.unsure ?? []).some(({ at: place, keywords }) => keywords.includes('*') && touches(places, place))
  if (!succeeded(exchange)) {
    if (variant.doubtful === true) return kept
    if (action === 'create' && !succeeded(history.find(labels.plain))) return unclear(`even a plain body was refused: ${told(exchange)}`)
    if (sure) return leaning(accepted(exchange), action === 'update' ? ruled.least : [])
    return unclear(`a body that keeps the rule was refused, but the form of its fields is not documented: ${told(exchange)}`)
  }
  if (!sure) return kept
  const read = history.find(labels.kept(action, variant))
  if (!succeeded(read)) return unclear(`what was written could not be read: ${told(read)}`)
  const sent = sentIn(exchange)
  const lost = places
    .filter((place) => !isHidden(ruled.type, place))
    .find((place) => at(sent, place) !== undefined && !standsFor(at(sent, place), at(answerOf(read)?.json, place)))
  if (lost === undefined) return kept
  const wrong = broken(
    `${lost} reads back as ${JSON.stringify(at(sent, lost))}`,
    `it reads back as ${JSON.stringify(at(answerOf(read)?.json, lost))}`,
    exchange.label,
  )
  return leaning(wrong, spelledAt(ruled.type, lost, { sent: sent ?? null, shown: answerOf(read)?.json }))
}

function judgeBreaking(history: History, ruled: Ruled, { label, tried }: { readonly label: string; readonly tried: Tried }): Judgement {
  const attempt = history.find(label)
  const control = controlOf(history, tried)
  if (!succeeded(control)) return unclear(`there is no positive control: a body that keeps the rule got ${told(control)}`)
  const effect = tried.action === 'create' ? creation(history, ruled, attempt) : change(history, ruled, label)
  if (effect.kind !== 'kept') return leaning(effect, tried.leansOn)
  return refusedFor({ control, attempt, leansOn: tried.leansOn, refusals: ruled.refusals })
}

/** A request that had to be refused, and how the contract refuses its like. */
interface Refusable {
  readonly control: Exchange | undefined
  readonly attempt: Exchange | undefined
  readonly leansOn: readonly Sourced[]
  readonly refusals: readonly Known[]
}

/** Judges the answer alone. Any sensible status will do; a finding over it leans on how the contract refuses as well. */
export function refusedFor({ control, attempt, leansOn, refusals }: Refusable): Judgement {
  if (succeeded(attempt)) return leaning(refused({ control, attempt }), leansOn)
  const statuses = [...new Set([...refusals.flatMap((one) => one.statuses), ...sensible])]
  return leaning(refused({ control, attempt, statuses }), [...leansOn, ...refusals.flatMap((one) => one.leansOn)])
}

/** A body that kept the rule and was refused, or else the last of those that were taken. */
function controlOf(history: History, { action, trial }: Tried): Exchange | undefined {
  const sent = trial.keeping.flatMap((variant) => {
    const exchange = history.find(labels.keeping(action, variant))
    return exchange === undefined || (variant.doubtful === true && !succeeded(exchange)) ? [] : [exchange]
  })
  const plain = action === 'create' ? history.find(labels.plain) : undefined
  const all = plain === undefined ? sent : [plain, ...sent]
  return all.find((exchange) => !succeeded(exchange)) ?? all.at(-1)
}

/** Broken where something is listed afterwards that only this attempt can have made. */
function creation(history: History, { type, list }: Ruled, attempt: Exchange | undefined): Judgement {
  const [before, after] = [labels.listed, labels.relisted].map((label) => history.find(label))
  if (attempt === undefined || succeeded(attempt)) return kept
  if (!succeeded(before) || !succeeded(after)) return unclear(`what was there before and after is not known: ${told(before)}, ${told(after)}`)
  const known = new Set(itemsAt(before, list.items).map((item) => idIn(type, item)))
  const place = namePlace(type)
  const name = at(sentIn(attempt), place)
  const made = typeof name === 'string' ? itemsAt(after, list.items).find((item) => at(item, place) === name && !known.has(idIn(type, item))) : undefined
  return made === undefined ? kept : broken('nothing is made', `${told(attempt)}, and yet ${JSON.stringify(idIn(type, made))} is listed`, attempt.label)
}

/** Broken where a refused update changed what it was about. */
function change(history: History, { type }: Ruled, label: string): Judgement {
  const [attempt, before, after] = [label, labels.before(label), labels.after(label)].map((one) => history.find(one))
  if (succeeded(attempt)) return kept
  if (!succeeded(before) || !succeeded(after)) return unclear(`the state before or after is not known: ${told(before)}, ${told(after)}`)
  const [was, is] = [before, after].map((read) => answerOf(read)?.json ?? null)
  const places = moved(type, { before: was ?? null, after: is ?? null }, versionsIn(type))
  return places.length === 0 ? kept : broken('the resource is as it was', `${told(attempt)}, and yet ${places.join(', ')} changed`, label)
}

/** Where a body has its name: the identifier that the client chooses, else a member of that name. */
export function namePlace({ identity }: ResourceType): string {
  return identity.from === 'client' ? `/${identity.field.replace(/^\//, '')}` : '/name'
}

/** True for what is never shown, or only by another resource. */
function isHidden({ writeOnly = [], secrets = [], hands }: ResourceType, place: string): boolean {
  return touches([...writeOnly.flatMap(({ places }) => places), ...secrets, ...(hands === undefined ? [] : [hands.at])], place)
}

/** The body of a request; undefined where it had none. */
export function sentIn(exchange: Exchange | undefined): Json | undefined {
  try {
    const body: Json = JSON.parse(exchange?.request.body ?? '')
    return body
  } catch {
    return undefined
  }
}
