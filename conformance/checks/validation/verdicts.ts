import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, tagOf, view, volatileIn } from '../../judge/view.ts'
import { idIn } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { labels } from './attempts.ts'
import { idWritten, itemsOf, seen } from './target.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Attempted } from './attempts.ts'
import type { Target } from './target.ts'

export interface Rules {
  /** Statuses that are right for an attempt; any of the class 4xx where absent. */
  readonly statuses?: (label: string) => readonly number[] | undefined
  /** True where not even a version may move. */
  readonly strict?: boolean
}

/** Judges writes that had to be refused: each by its answer and by what it left behind. */
export function allRefused(
  history: History,
  target: Target,
  { attempts, ...rules }: Rules & { readonly attempts: readonly Pick<Attempted, 'action' | 'label'>[] },
): Judgement {
  const { statuses: rest } = target.contract.behaviour.errors
  const judgements = attempts.map(({ action, label }): Judgement => {
    const attempt = history.find(label)
    const statuses = rules.statuses?.(label)
    const control = history.find(action === 'create' ? labels.create : labels.update)
    const answer = refused({ control, attempt, ...(statuses && { statuses }), statusesLeanOn: rest === undefined ? [] : [rest] })
    return action === 'create' ? allOf([traceOf(history, target, attempt), answer]) : answer
  })
  const updates = attempts.filter(({ action }) => action === 'update')
  const last = updates.at(-1)
  const unchanged = last === undefined ? [] : [asItWas(history, target, { ...rules, label: last.label })]
  return allOf([...unchanged, ...judgements])
}

/** Broken where the list after the attempts shows something that only this attempt can have made. */
export function traceOf(history: History, { type, list, marker }: Target, attempt: Exchange | undefined): Judgement {
  const [before, after] = [history.answer(labels.listed), history.answer(labels.relisted)]
  if (list === undefined || before === undefined || after === undefined || attempt === undefined) return unclear('what was there before and after is not known')
  const idsIn = (json: Json | undefined) => itemsOf(list.items, json).map((item) => idIn(type, item))
  const known = new Set(idsIn(before.json))
  const sent = attempt.request.body ?? ''
  for (const item of itemsOf(list.items, after.json)) {
    const id = idIn(type, item)
    const signs = [type.identity.from === 'client' ? id : undefined, marker === undefined ? undefined : at(item, marker)]
    const isOurs = signs.some((sign) => typeof sign === 'string' && holds(sent, sign))
    if (!known.has(id) && isOurs) return broken('nothing is made', `${told(attempt)}, and yet ${JSON.stringify(id)} is listed`, attempt.label)
  }
  return kept
}

/** True where a text holds a name, and not merely a longer one that begins with it. */
function holds(text: string, name: string): boolean {
  for (let from = text.indexOf(name); from >= 0; from = text.indexOf(name, from + 1)) if (!/[a-z0-9]/i.test(text[from + name.length] ?? '')) return true
  return false
}

/** Broken where the resource shows something else after the attempts than before them. */
export function asItWas(history: History, target: Target, { label, strict }: { readonly label: string; readonly strict?: boolean }): Judgement {
  const [before, after] = [history.find(labels.before), history.find(labels.after)]
  const id = idWritten(target, history.find(label))
  if (!succeeded(before) || answerOf(after) === undefined) return unclear(`the state before or after is not known: ${told(before)}, ${told(after)}`)
  const without = [...volatileIn(target.type), ...(strict === true ? [] : versionsIn(target.type))]
  const places = differences(view(seen(target, before, id), without), view(seen(target, after, id), without))
  if (places.length > 0) return broken('the resource is as it was', `${told(history.find(label))}, and yet ${places.join(', ')} changed`, label)
  const { tag } = target.type
  const tags = strict === true && tag !== undefined && target.look.items === undefined ? [before, after].map((read) => tagOf(tag, answerOf(read))) : []
  return tags[0] === tags[1]
    ? kept
    : broken('the entity tag is as it was', `${told(history.find(label))}, and yet the tag moved from ${tags[0]} to ${tags[1]}`, label)
}

/** Places that tell of a write but not of its content. */
export function versionsIn(type: ResourceType): readonly string[] {
  return Object.entries(type.shows ?? {})
    .filter(([, shown]) => ['revision', 'updated', 'generation'].includes(shown.is ?? ''))
    .map(([place]) => place)
}
