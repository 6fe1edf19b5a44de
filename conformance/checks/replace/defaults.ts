import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { isBlank, moved, standsFor } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { versionsIn } from '../validation/verdicts.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { bodyOf, leastBody, optionalIn, ordinaryAt, replacing, replacingAnyway } from './needs.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Optional, Replacing } from './needs.ts'

/** Labels of what is sent. */
export const labels = { before: 'before', fill: 'fill', filled: 'filled', replace: 'replace', replaced: 'replaced', again: 'replace again', last: 'in the end' }

/** Sends a body as it stands in place of the resource, and waits until it has settled. */
export async function replaceBy(
  api: Api,
  { update }: Replacing,
  { handle, body, label, after }: { readonly handle: Handle; readonly body: JsonObject; readonly label: string; readonly after: string },
): Promise<void> {
  await api.send(label, { operation: update, params: handle.params, body, exactly: true })
  await api.settle(after, handle)
}

/** The plainest body that replaces a resource by itself. */
export async function plainest(api: Api, replaces: Replacing, handle: Handle): Promise<JsonObject> {
  const shown = answerOf(await api.send(labels.before, { operation: replaces.read, params: handle.params }))?.json
  const body = leastBody(replaces, shown, handle.body)
  if (body === undefined) throw new Blocked(`no body is known that has no more than every update of a ${replaces.resource} has to have`)
  return body
}

function chosen(optional: readonly Optional[], places: readonly string[]): readonly Optional[] {
  return optional.filter(({ place }) => places.includes(place))
}

const defaults = check({
  id: 'replace.defaults',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const replaces = replacing(reading)
    const optional = replaces.kind === 'met' ? optionalIn(replaces.value) : []
    const because = `an update of a ${reading.resource} leaves nothing out that could be seen to be gone`
    return all({ replaces, optional: replaces.kind === 'met' && optional.length === 0 ? unmet(because) : met(optional) })
  },
  scenario: ({ optional }) => every(optional.map(({ place }) => place)),
  drive: async (api, { replaces, optional }, places) => {
    const handle = await api.borrow()
    const least = await plainest(api, replaces, handle)
    await replaceBy(api, replaces, { handle, body: bodyOf(chosen(optional, places), least), label: labels.fill, after: labels.filled })
    await replaceBy(api, replaces, { handle, body: least, label: labels.replace, after: labels.replaced })
  },
  judge: (history, { replaces, optional }, places) => {
    if (!succeeded(history.find(labels.fill))) return unclear(`no member could be given a value: ${told(history.find(labels.fill))}`)
    const taken = leaning(accepted(history.find(labels.replace)), replaces.least)
    return taken.kind === 'kept' ? allOf(chosen(optional, places).map((member) => goneBack(history, replaces, member))) : taken
  },
})

/** Judges one member that was given a value and then left out. */
export function goneBack(history: History, { type }: Pick<Replacing, 'type'>, { place, value }: Optional): Judgement {
  const [filled, replaced] = [labels.filled, labels.replaced].map((label) => history.find(label))
  if (!succeeded(filled) || !succeeded(replaced)) return unclear(`the resource could not be seen before and after: ${told(filled)}, ${told(replaced)}`)
  const [was, is] = [filled, replaced].map((read) => at(answerOf(read)?.json, place))
  if (!standsFor(value, was)) return unclear(`${place} did not show its value before it was left out`)
  const ordinary = ordinaryAt(type, place)
  // Where no default is told, any other value will do: it may be one of the server's own.
  const isBack = ordinary === undefined ? isBlank(is) || !standsFor(was, is) : standsFor(ordinary, is)
  return isBack ? kept : broken(`${ordinary === undefined ? 'nothing' : text(ordinary)} at ${place}, which the body leaves out`, text(is), labels.replaced)
}

const twice = check({
  id: 'replace.twice',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const replaces = replacingAnyway(reading)
    const isPut = replaces.kind === 'met' && replaces.value.contract.operations.get(replaces.value.update)?.method === 'PUT'
    const optional = replaces.kind === 'met' ? optionalIn(replaces.value) : []
    return all({ replaces, optional: met(optional), put: isPut ? met<true>(true) : unmet(`no PUT replaces a ${reading.resource}`) })
  },
  scenario: ({ optional }) => every(optional.map(({ place }) => place)),
  drive: async (api, { replaces, optional }, places) => {
    const handle = await api.borrow()
    const body = bodyOf(chosen(optional, places), await plainest(api, replaces, handle))
    await replaceBy(api, replaces, { handle, body, label: labels.replace, after: labels.replaced })
    await replaceBy(api, replaces, { handle, body, label: labels.again, after: labels.last })
  },
  judge: (history, { replaces }) => {
    const [first, once, again, last] = [labels.replace, labels.replaced, labels.again, labels.last].map((label) => history.find(label))
    if (!succeeded(first) || !succeeded(once)) return unclear(`nothing was replaced: ${told(first)}, ${told(once)}`)
    if (answerOf(again) === undefined || !succeeded(last)) return unclear(`the resource could not be seen after the second time: ${told(again)}, ${told(last)}`)
    const places = moved(replaces.type, { before: jsonOf(once), after: jsonOf(last) }, versionsIn(replaces.type))
    return places.length === 0 ? kept : broken('the same request twice leaves what it leaves once', `others at ${places.join(', ')}`, labels.last)
  },
})

function jsonOf(exchange: Parameters<typeof answerOf>[0]): Json {
  return answerOf(exchange)?.json ?? null
}

export const defaulting: readonly Check[] = [defaults, twice]
