import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { differences, sameJson, tagOf, view } from '../../judge/view.ts'
import { all, map, met, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { nursery } from '../nursery.ts'
import { headerTag, someOf, Steps, tagged, writable } from './steps.ts'
import type { ResourceType, Tag } from '../../../specs/behaviour.ts'
import type { Exchange } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

/** Requests for the same thing, made a little differently: none of it may cost the answer its tag. */
const manners: readonly Readonly<Record<string, string>>[] = [{}, { 'accept-encoding': 'identity' }, { 'cache-control': 'no-cache' }, { accept: '*/*' }]

export const presentOnGet = check({
  id: 'etag.present-on-get',
  cost: 'safe',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ tag: headerTag(reading), read: reading.operation('read') }),
  scenario: () => fc.constant(null),
  drive: async (api, { read }) => {
    const { params } = await api.borrow()
    for (const headers of manners) await api.send('read', { operation: read.id, params, headers })
  },
  judge: (history) =>
    allOf(
      history.all('read').map((exchange) => {
        if (!succeeded(exchange)) return unclear(`a read got ${told(exchange)}`)
        return header(answerOf(exchange), 'etag') ? kept : broken('an ETag in the answer to a read', 'none', exchange.label)
      }),
    ),
})

export const updateChangesValidator = check({
  id: 'etag.update-changes-validator',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: tagged,
  scenario: ({ field }) => someOf(field),
  drive: async (api, given, values) => {
    const steps = new Steps(api, given, await api.borrow())
    for (const [index, value] of values.entries()) {
      await steps.write(`write ${index + 1}`, value)
      await steps.read(`read ${index + 1}`)
    }
  },
  judge: (history, { tag, volatile }) => {
    if (accepted(history.find('write 2')).kind !== 'kept') return unclear('the second write was not accepted')
    const [before, after] = [history.find('read 1'), history.find('read 2')]
    if (!changed({ before, after, tag, volatile })) return unclear('the second write changed nothing that can be seen')
    const [one, two] = [before, after].map((exchange) => tagOf(tag, answerOf(exchange)))
    if (one === undefined || two === undefined) return unclear('a read shows no entity tag')
    return one === two ? broken('another entity tag after a change', `${two} before and after`, 'read 2') : kept
  },
})

export const updateResponseIsCurrent = check({
  id: 'etag.write-response-is-current',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: tagged,
  scenario: ({ field }) => someOf(field),
  drive: async (api, given, [first = null, second = null]) => {
    const steps = new Steps(api, given, await api.borrow())
    await steps.write('first', first)
    await steps.read('before')
    await steps.write('write', second)
    await api.send('read', { operation: given.read.id, params: steps.handle.params })
  },
  judge: (history, given) => responseIsCurrent(history.find('write'), history.find('read'), given),
})

export const createResponseIsCurrent = check({
  id: 'etag.create-response-is-current',
  proves: 'etag.write-response-is-current',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      tag: reading.tag(),
      read: reading.operation('read'),
      create: reading.showingCreate(),
      nursery: nursery(reading),
      once: met(shownOnce(reading.type)),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, read, nursery: find }) => {
    const params = await find(api)
    const body = api.body()
    const made = api.own(await api.send('create', { operation: create.id, params, body }), body)
    if (made !== undefined) await api.send('read', { operation: read.id, params: made.params })
  },
  judge: (history, given) => responseIsCurrent(history.find('create'), history.find('read'), given),
})

/** What only the answer to a create shows: whole members, where nothing in them is ever shown again. */
function shownOnce({ shows = {}, secrets = [] }: ResourceType): readonly string[] {
  const member = (place: string) => place.split('/').slice(0, 2).join('/')
  const again = new Set(Object.keys(shows).flatMap((place) => (shows[place]?.only === 'create' ? [] : [member(place)])))
  const once = Object.keys(shows).filter((place) => shows[place]?.only === 'create')
  return [...secrets, ...once.map((place) => (again.has(member(place)) ? place : member(place)))]
}

/**
 * A tag that differs between the answer to a write and a read right after it is wrong only where both show the same
 * representation: what moves by itself may move in between.
 */
export function responseIsCurrent(
  write: Exchange | undefined,
  read: Exchange | undefined,
  { tag, once = [] }: { readonly tag: Tag; readonly once?: readonly string[] },
): Judgement {
  if (!succeeded(write) || !succeeded(read)) return unclear(`the write got ${told(write)}, the read after it ${told(read)}`)
  const [written, current] = [write, read].map((exchange) => tagOf(tag, answerOf(exchange)))
  if (written === undefined) return unclear('the answer to the write carries no entity tag')
  if (written === current) return kept
  const versions = [write, read].map((exchange) => (tag.header ? at(answerOf(exchange)?.json, tag.body ?? '/') : undefined))
  if (versions.every((version) => version !== undefined) && !sameJson(versions[0], versions[1])) return unclear('the version moved by itself in between')
  if (changed({ before: write, after: read, tag, volatile: once }))
    return unclear('the answer to the write and the read after it show different representations')
  return broken(`the tag of the new representation, ${current ?? 'none'}`, `${written} in the answer to the write`, write?.label ?? '')
}

interface Sides {
  readonly before: Exchange | undefined
  readonly after: Exchange | undefined
  readonly tag: Tag
  readonly volatile?: readonly string[]
}

/** Whether two answers show different representations, their versions and what moves by itself aside. */
export function changed({ before, after, tag, volatile = [] }: Sides): boolean {
  const without = tag.body === undefined ? volatile : [...volatile, tag.body]
  const [one, other] = [before, after].map((exchange) => view(answerOf(exchange)?.json, without))
  return differences(one, other).length > 0
}

/** RFC 9110 section 8.8.1 wants strong tags unique over time; a counter that starts anew with each resource is not. */
export const noAbaAfterRecreate = check({
  id: 'etag.no-aba-after-recreate',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) => {
    if (reading.type.identity.from === 'server') return unmet(`the name of a ${reading.resource} cannot be used again: the server makes it`)
    const named = map(reading.identity(), ({ field }) => field)
    return all({ given: writable(reading), create: reading.creatable(), remove: reading.operation('delete'), named })
  },
  scenario: ({ given }) => someOf(given.field),
  drive: async (api, { given, remove, named }, [first = null, second = null]) => {
    const original = await api.make('make')
    const old = new Steps(api, given, original)
    await old.write('old write', first)
    const stale = await old.read('old')
    await api.send('delete', { operation: remove.id, params: original.params })
    const gone = await api.poll('gone', { operation: given.read.id, params: original.params }, (exchange) => !succeeded(exchange))
    if (succeeded(gone)) return
    const fresh = new Steps(api, given, await api.make('make again', { [named]: original.body[named] ?? '' }))
    await fresh.write('control', second, await fresh.read('new read'))
    await fresh.read('before')
    await fresh.write('attempt', first, stale)
    await fresh.read('after')
  },
  judge: (history, { given: { tag, refusal, volatile } }) => {
    const [old, before] = [history.answer('old'), history.answer('before')]
    if (old === undefined || before === undefined) return unclear('the name could not be used again in time')
    if (tagOf(tag, old) === undefined) return unclear('the old resource showed no entity tag')
    if (old.body === before.body) return unclear('the old resource and the new one show the same bytes')
    return refused({
      control: history.find('control'),
      attempt: history.find('attempt'),
      statuses: refusal.statuses,
      before: history.find('before'),
      after: history.find('after'),
      without: volatile,
      tag,
    })
  },
})
