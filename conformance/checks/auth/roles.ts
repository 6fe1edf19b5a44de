import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told as explained } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { invalidBody, isSafe, operationsThat, readableAt } from './operations.ts'
import { isMadeScope } from './own-scope.ts'
import { judgeAll, ownList, trespass, tryAll } from './trespass.ts'
import type { Stage } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api, Principal } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

export const scope403 = check({
  id: 'auth.scope-403',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const role = reading.role('readonly')
    const forbidden = role.kind === 'met' ? role.value.forbids : []
    if (isMadeScope(reading)) return unmet(`nobody but who makes it has any part in a ${reading.resource} that the run makes`)
    return all({
      role,
      principal: reading.principal('readonly'),
      refusal: reading.refusal('missing-role'),
      trespass: trespass(reading, ({ id }) => forbidden.includes(id)),
    })
  },
  scenario: () => fc.constant(null),
  drive: async (api, needs) => void (await tryAll(api, needs.trespass, 'readonly')),
  judge: (history, needs) => judgeAll(history, needs.trespass, needs.refusal),
})

export const roleAllowed = check({
  id: 'auth.role-allowed',
  cost: 'safe',
  each: 'first',
  runs: 1,
  needs: (reading) => {
    const needs = all({
      role: reading.role('readonly'),
      principal: reading.principal('readonly'),
      unauthenticated: reading.refusal('unauthenticated'),
      operations: operationsThat(reading, 'protected'),
      type: met(reading.type),
    })
    if (needs.kind === 'unmet') return needs
    const { role, operations } = needs.value
    const some = operations.some((one) => isSafe(one) && one.behaviour?.resource === reading.resource && role.allows.includes(one.id))
    return some ? needs : unmet(`the role ${role.role} is not said to see a ${reading.resource}`)
  },
  scenario: () => fc.constant(null),
  drive: async (api, { role, operations, type }) => {
    const handle = await api.borrow()
    const allowed = readableAt(operations, handle, type).filter(({ id }) => role.allows.includes(id))
    for (const { id } of allowed) {
      await api.send(`admin: ${id}`, { operation: id, params: handle.params })
      await api.send(`readonly: ${id}`, { operation: id, params: handle.params, as: 'readonly' })
    }
  },
  judge: (history, { role, unauthenticated }) => {
    const asked = history.exchanges.filter(({ label }) => label.startsWith('readonly: '))
    if (asked.every((exchange) => unauthenticated.statuses.includes(answerOf(exchange)?.status ?? 0))) return unclear('the credential works nowhere')
    return allOf(
      role.allows.flatMap((id) => {
        const [control, asked] = ['admin', 'readonly'].map((who) => history.find(`${who}: ${id}`))
        if (asked === undefined) return []
        if (!succeeded(control)) return [unclear(`the administrator got ${explained(control)} for ${id}`)]
        if (succeeded(asked)) return [kept]
        return [
          answerOf(asked) === undefined
            ? unclear(explained(asked))
            : broken('a status of the class 2xx', `${explained(asked)} for what the role is allowed`, asked.label),
        ]
      }),
    )
  },
})

/** One operation that somebody has no right to, put in several ways that must not make a difference. */
interface Group {
  readonly who: Exclude<Principal, object>
  readonly operation: string
  readonly ways: readonly ('as it is' | 'invalid body' | 'another tag' | 'absent')[]
  readonly body?: JsonObject
  readonly invalid?: JsonObject
  readonly create?: boolean
}

/** The stage at which each is turned away. */
const stageOf: Readonly<Record<Exclude<Principal, object>, Stage | undefined>> = {
  nobody: 'authenticate',
  readonly: 'role',
  other: 'membership',
  admin: undefined,
}

/** The stage that would have something against a request put in this way. */
const stageFor: Readonly<Record<Group['ways'][number], Stage | undefined>> = {
  'as it is': undefined,
  'invalid body': 'content',
  'another tag': 'precondition',
  absent: 'existence',
}

export const checksFirst = check({
  id: 'auth.checks-first',
  cost: 'refused',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      order: reading.stated(({ checkOrder }) => checkOrder, 'the contract does not declare the order of its checks'),
      read: reading.operation('read'),
      groups: groups(reading),
      probe: ownList(reading),
      type: met(reading.type),
      code: map(reading.document(), ({ behaviour }) => placeOfCode(behaviour.errors.envelope.body)),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { read, groups: found, probe, type }) => {
    const { params } = await api.borrow()
    await api.send('control', { operation: read.id, params })
    for (const as of new Set(found.map(({ who }) => who))) if (as !== 'nobody') await api.send(`${as}: their own`, { operation: probe, as })
    for (const group of found)
      for (const way of group.ways) await put(api, group, { way, params: way === 'absent' ? { ...params, [idParameter(type)]: api.name() } : params })
  },
  judge: (history, { groups: found, code }) => {
    const control = history.find('control')
    if (!succeeded(control)) return unclear(`the administrator got ${explained(control)}`)
    return allOf(found.map((group) => alike(history, group, code)))
  },
})

function groups(reading: Reading): Need<readonly Group[]> {
  const order = reading.stated(({ checkOrder }) => checkOrder, '')
  const stages: readonly Stage[] = order.kind === 'met' ? order.value.stages : []
  // Where the scope stands in no path, what belongs to somebody else is not there.
  const isApart = reading.stated(({ auth }) => auth.context, '').kind === 'met'
  const comesFirst = (who: Group['who'], way: Group['ways'][number]) => {
    const [own, later] = [who === 'other' && isApart ? 'existence' : stageOf[who], stageFor[way]]
    return later === undefined || own === later || stages.indexOf(own ?? 'limit') < stages.indexOf(later) || !stages.includes(later)
  }
  const role = reading.role('readonly')
  const forbidden = role.kind === 'met' && reading.principal('readonly').kind === 'met' ? role.value.forbids : []
  const scope = reading.stated(({ auth }) => auth, '')
  const isTheirs = scope.kind === 'unmet' || scope.value.credentials.scope === undefined || reading.type.address.includes(scope.value.credentials.scope)
  // Names that everybody gives tell nobody's resources apart where the path does not say whose they are.
  const isTold = !isApart || reading.type.identity.from === 'server'
  const hasOther = isTheirs && isTold && reading.principal('other').kind === 'met'
  const found = (['update', 'create', 'delete', 'read'] as const).flatMap((action): Group[] => {
    const need = reading.operation(action)
    if (need.kind === 'unmet') return []
    const operation = need.value.id
    const field = reading.mutableField()
    const body = action === 'update' && field.kind === 'met' ? field.value.body(field.value.values[0] ?? null) : undefined
    if (action === 'update' && body === undefined) return []
    const ways: Group['ways'] =
      action === 'update' ? ['as it is', 'invalid body', 'another tag', 'absent'] : action === 'create' ? ['as it is', 'invalid body'] : ['as it is', 'absent']
    const invalid = action === 'update' || action === 'create' ? invalidBody(reading, action) : undefined
    const group = { operation, ways, ...(invalid && { invalid }), ...(body && { body }), ...(action === 'create' && { create: true }) }
    const wanted: readonly (Group['who'] | false)[] = [
      action !== 'read' && 'nobody',
      forbidden.includes(operation) && 'readonly',
      hasOther && action !== 'create' && 'other',
    ]
    return wanted.flatMap((who) => (who === false ? [] : [{ ...group, who }]))
  })
  const judged = found.map((group) => ({ ...group, ways: group.ways.filter((way) => comesFirst(group.who, way)) })).filter(({ ways }) => ways.length > 1)
  const shared = shareOf(reading, judged)
  return shared.length > 0 ? met(shared) : unmet('the declared order puts rights behind the content or the existence of the target')
}

/** Of many types, every second one is put each question: the order of the checks is one for the whole API. */
function shareOf(reading: Reading, all: readonly Group[]): readonly Group[] {
  const document = reading.document()
  const resources = document.kind === 'met' ? Object.keys(document.value.behaviour.resources) : []
  const mine = all.filter((_, index) => (index + resources.indexOf(reading.resource)) % 2 === 0)
  return resources.length < 6 || mine.length === 0 ? all : mine
}

function put(
  api: Api,
  { who, operation, body, invalid, create }: Group,
  { way, params }: { readonly way: Group['ways'][number]; readonly params: Readonly<Record<string, string>> },
): Promise<unknown> {
  const valid = create === true ? api.body() : body
  const sent = way === 'invalid body' ? invalid : valid
  const headers = way === 'another tag' ? { headers: { 'if-match': '"clusterproof"' } } : {}
  return api.send(labelOf({ who, operation }, way), { operation, params, as: who, ...headers, ...(sent !== undefined && { body: sent }) })
}

function labelOf({ who, operation }: Pick<Group, 'who' | 'operation'>, way: string): string {
  return `${who}: ${operation}, ${way}`
}

/** JSON pointer of the place in a refusal that tells its code; undefined where there is none. */
function placeOfCode(envelope: Json, place = ''): string | undefined {
  if (envelope === '{code}') return place
  if (typeof envelope !== 'object' || envelope === null) return undefined
  const found = Object.entries(envelope).map(([name, below]) => placeOfCode(below, `${place}/${name}`))
  return found.find((below) => below !== undefined)
}

function alike(history: History, group: Group, code: string | undefined): Judgement {
  const own = history.find(`${group.who}: their own`)
  if (group.who !== 'nobody' && !succeeded(own)) return unclear(`the credential of ${group.who} works nowhere: ${explained(own)}`)
  const told = group.ways.map((way) => ({ way, answer: history.answer(labelOf(group, way)) }))
  if (told.some(({ answer }) => answer === undefined)) return unclear(`an answer to ${group.who} is missing`)
  const words = told.map(({ way, answer }) => ({
    way,
    status: `${answer?.status} ${code === undefined ? '' : (JSON.stringify(at(answer?.json, code)) ?? '')}`.trim(),
  }))
  const [first] = words
  const differing = words.find(({ status }) => status !== first?.status)
  if (first === undefined || differing === undefined) return kept
  return broken(
    `one answer to ${group.who}, whatever is sent`,
    `${first.status} for the request ${first.way}, ${differing.status} with ${differing.way}`,
    labelOf(group, differing.way),
  )
}

export const roleChecks: readonly Check[] = [scope403, roleAllowed, checksFirst]
